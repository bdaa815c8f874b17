"""The names that reading and writing Label Studio's tasks have in common."""

from __future__ import annotations

import re

# Under this the document's meta has the task's.
OWN = "label-studio"
# Under this it has what else stands in a task, its annotations (by who completed them) and its
# predictions (by the model's version), each an object of objects.
FIELDS = "label-studio-fields"
TASK_FIELDS, ANNOTATION_FIELDS, PREDICTION_FIELDS = "task", "annotations", "predictions"
# What of each is read or written anew; how many there are is counted anew.
TASK = frozenset(
    [
        *("id", "data", "meta", "annotations", "completions", "predictions", "drafts"),
        *("total_annotations", "cancelled_annotations", "total_predictions"),
    ]
)
ANNOTATION = frozenset(["result", "was_cancelled", "result_count", "standoff"])
PREDICTION = frozenset(["result", "model_version"])
# The controls of our labelling configuration, by what they are for.
LABEL, DOCUMENT, ENTITY, TEXT = "label", "document", "entity", "text"
# A label of a stance's relation, with its intensity.
INTENSITY = "intensity:"
BOTH_WAYS = "bi"
# The label of a relation that has none.
UNNAMED = "relation"
# What of a region, and of a relation, is read or written anew.
REGION = frozenset(["id", "from_name", "to_name", "type", "value", "source", "origin", "meta"])
RELATION = frozenset(["type", "from_id", "to_id", "labels", "direction"])
is_wikidata_id = re.compile(r"Q[1-9][0-9]*").fullmatch
