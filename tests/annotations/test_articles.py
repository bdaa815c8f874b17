"""The two held-out articles: each annotation is whole and says of its text what stands there."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from annotations.scheme import default_scheme

ARTICLES = Path(__file__).parents[1] / "articles"


@pytest.fixture(params=["interview", "hindi"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def text(name: str) -> str:
    return (ARTICLES / f"{name}.txt").read_bytes().decode("utf-8")


@pytest.fixture
def annotation(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ARTICLES / f"{name}.json").read_text("utf-8"))
    return found


def test_the_annotation_is_of_this_very_text(
    name: str, text: str, annotation: dict[str, Any]
) -> None:
    assert annotation["document"] == f"{name}.txt"
    assert annotation["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_each_mention_and_each_evidence_is_the_text_at_its_offsets(
    text: str, annotation: dict[str, Any]
) -> None:
    evidence = [span for stance in annotation["stances"] for span in stance["evidence"]]
    for span in annotation["mentions"] + evidence:
        assert span["text"]
        assert span["text"] == text[span["start"] : span["end"]]


def test_mentions_are_one_flat_layer_in_order(annotation: dict[str, Any]) -> None:
    for one, following in pairwise(annotation["mentions"]):
        assert one["end"] <= following["start"]


def test_ids_are_unique(annotation: dict[str, Any]) -> None:
    for kind in ("mentions", "entities", "stances"):
        ids = [item["id"] for item in annotation[kind]]
        assert ids
        assert len(set(ids)) == len(ids)


def test_entities_list_the_mentions_that_name_them(annotation: dict[str, Any]) -> None:
    named: dict[str, list[str]] = {}
    for mention in annotation["mentions"]:
        if mention["entity"] is not None:
            named.setdefault(mention["entity"], []).append(mention["id"])
    assert {entity["id"]: entity["mentions"] for entity in annotation["entities"]} == named


def test_labels_are_the_default_schemes_and_all_but_dates_have_an_entity(
    annotation: dict[str, Any],
) -> None:
    has_entity = {label.name: label.entity for label in default_scheme().labels}
    assert {mention["label"] for mention in annotation["mentions"]} == set(has_entity)
    for mention in annotation["mentions"]:
        assert (mention["entity"] is not None) == has_entity[mention["label"]], mention


def test_stances_join_entities_by_a_polarity_of_the_default_scheme(
    annotation: dict[str, Any],
) -> None:
    entities = {entity["id"] for entity in annotation["entities"]}
    polarities = {polarity.name for polarity in default_scheme().polarities}
    assert {stance["polarity"] for stance in annotation["stances"]} == polarities
    for stance in annotation["stances"]:
        assert {stance["holder"], stance["target"], *stance["attribution"]} <= entities
        assert stance["holder"] not in stance["attribution"]
        assert stance["intensity"] in (1, 2, 3)
        assert stance["evidence"]


def test_a_stance_is_given_once_for_its_holder_target_and_sentence(
    annotation: dict[str, Any],
) -> None:
    keys = [
        (stance["holder"], stance["target"], stance["evidence"][0]["start"])
        for stance in annotation["stances"]
    ]
    assert len(set(keys)) == len(keys)


def test_each_target_is_mentioned_in_the_evidence(annotation: dict[str, Any]) -> None:
    for stance in annotation["stances"]:
        assert any(
            mention["entity"] == stance["target"]
            and span["start"] <= mention["start"]
            and mention["end"] <= span["end"]
            for mention in annotation["mentions"]
            for span in stance["evidence"]
        ), stance["id"]
