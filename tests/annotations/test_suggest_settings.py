"""The table [suggest] of standoff.toml: what it may say, and its faults with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.scheme import SuggestSettings, default_scheme, examine, template


def faults(folder: Path, settings: str) -> list[str]:
    path = folder / "standoff.toml"
    path.write_text(f"{template()}\n[suggest]\n{settings}\n", encoding="utf-8")
    first = template().count("\n") + 2
    return [fault.removeprefix(f"{path}:{first + 1}: ") for fault in examine(path, {})[1]]


def test_without_settings_all_sources_are_used_and_others_don_t_count() -> None:
    settings = default_scheme().suggest
    assert settings == SuggestSettings(sources=None, others=False, spacy="")
    assert settings.uses("patterns")
    assert settings.uses("any plug-in")


def test_only_what_is_named_is_used() -> None:
    settings = SuggestSettings(sources=("memory",))
    assert settings.uses("memory")
    assert not settings.uses("patterns")
    assert not SuggestSettings(sources=()).uses("memory")


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ('sources = ["memory", "memory"]', "suggest, sources: memory is named twice"),
        ('sources = ["spacy"]', "suggest, sources: name the model of spaCy too"),
        ('sources = "memory"', "suggest, sources: expected a list"),
        ("sources = [3]", "suggest, sources: expected a string"),
        ('sources = [""]', "suggest, sources: "),
        (
            'sources = ["pattens", "memory"]',
            "suggest, sources: there is no source 'pattens'; there are patterns, memory, "
            "predictions, spacy",
        ),
        ("others = 1", "suggest, others: expected true or false"),
        ("spacy = 1", "suggest, spacy: expected a string"),
        ("more = 1", "suggest: no setting 'more' (there are sources, others, spacy)"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, settings: str, fault: str) -> None:
    (found,) = faults(tmp_path, settings)
    assert found.startswith(fault)


def test_good_settings_have_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, 'sources = ["spacy", "memory"]\nothers = true\nspacy = "a_model"') == []
    assert faults(tmp_path, "sources = []") == []
