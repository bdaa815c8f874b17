"""The planner of the logs: it uses the fewest keys there are, waits for who comes later, and says
where it can't go on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PLANNER = Path(__file__).parents[1] / "benchmarks" / "plan_keys.py"
LIKES = "Anna Berg and Bob Cole like the plan."
TEXT = f"{LIKES} Nobody else spoke. Carl Dunn came late.\n"
LABELS = {"Anna Berg": "PERSON", "Bob Cole": "PERSON", "plan": "ISSUE", "Carl Dunn": "PERSON"}


def planned(folder: Path, holders: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The log for a text in which these like the plan in the first sentence."""
    mentions = [
        {
            "id": f"m{number}",
            "start": TEXT.index(words),
            "end": TEXT.index(words) + len(words),
            "text": words,
            "label": label,
            "entity": words,
        }
        for number, (words, label) in enumerate(LABELS.items())
    ]
    stances = [
        {
            "holder": holder,
            "polarity": "support",
            "target": "plan",
            "evidence": [{"start": 0, "end": len(LIKES)}],
        }
        for holder in holders
    ]
    wanted = {"mentions": mentions, "entities": [{"id": one} for one in LABELS], "stances": stances}
    (folder / "a.txt").write_text(TEXT)
    (folder / "a.json").write_text(json.dumps(wanted))
    command = [sys.executable, str(PLANNER), str(folder / "a.txt"), str(folder / "a.json")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_further_holder_takes_two_keys_and_who_comes_later_is_waited_for(tmp_path: Path) -> None:
    log = planned(tmp_path, ["Carl Dunn", "Anna Berg", "Bob Cole"])
    assert log.returncode == 0, log.stderr
    steps = [line.partition("  # ")[0].split() for line in log.stdout.splitlines()]
    made = [line for line in log.stdout.splitlines() if "support plan" in line]
    assert [line.rpartition(": ")[2] for line in made] == [
        "Anna Berg support plan",
        "Bob Cole support plan",
        "Carl Dunn support plan",
    ]
    further = next(keys for keys in steps if keys[0] == "&")
    assert len(further) == 2


def test_what_can_not_be_planned_is_told_by_document_and_offset(tmp_path: Path) -> None:
    log = planned(tmp_path, ["Anna Berg", "Dora"])
    assert log.returncode == 1
    assert log.stderr.startswith("a.txt, at 0: ")
    assert "“Dora support plan”" in log.stderr
    assert "Traceback" not in log.stderr
