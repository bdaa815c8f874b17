"""Makes a project with one large annotated document, to drive the annotator on.

    python tests/benchmarks/make_project.py FOLDER [--megabytes 1] [--mentions 10000]
        [--entities 500] [--stances 0] [--shared 0] [--remembered 0]

The text is the seed article over and over; the mentions are random tokens with a capital letter,
the entities are dealt to them in turn. `--shared` is how many entities the project has,
`--remembered` how many names the memory has beside the words of the mentions. Always the same for
the same numbers. The annotator is `bench`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import msgspec

from annotations.change import Change, Operation, PutItem, PutRow, SetFields
from annotations.model import Entity, Item, Mention, Participant, ProjectEntity, Stance, span_of
from annotations.project import open_project
from annotations.text import Extent, Segmentation

ARTICLE = Path(__file__).parents[2] / "seeds" / "000_45dc96f4cd72d57e.txt"
DOCUMENT = "large.txt"
LABELS = ("PERSON", "ORG", "GPE", "EVENT", "ISSUE")


_NUMBERS = {"mentions": 10_000, "entities": 500, "stances": 0, "shared": 0, "remembered": 0}
_SYLLABLES = ("ka", "bro", "min", "tel", "gru", "dar", "vi", "lon", "sha", "ne")


def names(count: int) -> Iterator[str]:
    """So many invented names of two words, all different."""
    for number in range(count):
        digits = (int(digit) for digit in f"{number:06}")
        syllables = [_SYLLABLES[digit] for digit in digits]
        yield f"{''.join(syllables[:3])} {''.join(syllables[3:])}".title()


def capital_after(segmentation: Segmentation, offset: int) -> Extent:
    """The first token with a capital letter after an offset: what people tag has mostly one."""
    token = segmentation.next_token(offset)
    while token and not segmentation.text[token[0]].isupper():
        token = segmentation.next_token(token[1])
    return token or (0, 1)


def items(text: str, options: argparse.Namespace) -> list[Item]:
    """Entities, mentions and stances with ids from 1 on, at random places of the text."""
    chance, segmentation, found = random.Random(1), Segmentation(text), list[Item]()
    for number in range(options.entities):
        label = LABELS[number % len(LABELS)]
        found.append(Entity(f"e{number + 1}", f"entity {number}", label))
    for number in range(options.mentions):
        token = capital_after(segmentation, chance.randrange(len(text) - 2000))
        entity = number % options.entities
        found.append(
            Mention(
                f"m{len(found) + 1}",
                *token,
                text[token[0] : token[1]],
                LABELS[entity % len(LABELS)],
                entity=f"e{entity + 1}",
            )
        )
    for number in range(options.stances):
        start, end = segmentation.sentence_at(chance.randrange(len(text))) or (0, 1)
        holder, target = chance.sample(range(1, options.entities + 1), 2)
        found.append(
            Stance(
                f"s{len(found) + 1}",
                Participant(f"e{holder}"),
                Participant(f"e{target}"),
                ("support", "oppose")[number % 2],
                evidence=(span_of(text, start, end),),
            )
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=float, default=1.0)
    for name, number in _NUMBERS.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    article = ARTICLE.read_bytes().decode()
    text = article * max(1, round(options.megabytes * 1_000_000 / len(article)))
    (options.folder / DOCUMENT).write_bytes(text.encode())
    made = items(text, options)
    kinds = {Mention: "mentions", Entity: "entities", Stance: "stances"}
    operations: list[Operation] = [
        PutItem("records", DOCUMENT, kinds[type(item)], msgspec.to_builtins(item)) for item in made
    ]
    operations.append(SetFields("records", DOCUMENT, {"next": len(made) + 1, "status": "started"}))
    for number in range(1, options.shared + 1):
        row = ProjectEntity(f"p{number}", f"shared {number}", "ORG", aliases=(f"alias {number}",))
        operations.append(PutRow("entities", row.id, msgspec.to_builtins(row)))
    memory = tuple(
        PutRow("memory", name, {"id": name, "labels": {"PERSON": [1, 0]}})
        for name in names(options.remembered)
    )
    with open_project(options.folder, annotator="bench") as project:
        if memory:
            project.commit(Change("make", f"{len(memory)} names", memory))
        project.commit(Change("make", f"{len(made)} items", tuple(operations)))


if __name__ == "__main__":
    main()
