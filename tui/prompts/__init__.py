"""Half-typed things: a stance, a join, a search. Each says what comes next and takes keys."""

from tui.prompts.base import ChangeStance, Desk, Prompt, StanceDraft
from tui.prompts.character import CharacterPrompt
from tui.prompts.edit_stance import EditStancePrompt
from tui.prompts.evidence import EvidencePrompt
from tui.prompts.hinting import entity_hints
from tui.prompts.join import JoinPrompt
from tui.prompts.labels import DocumentLabelsPrompt
from tui.prompts.place import PlacePrompt
from tui.prompts.relation import RelationPrompt
from tui.prompts.stance import StancePrompt

# Those whose hints may stand for words that are not tagged yet.
StancePrompts = StancePrompt | EditStancePrompt

__all__ = [
    "ChangeStance",
    "CharacterPrompt",
    "Desk",
    "DocumentLabelsPrompt",
    "EditStancePrompt",
    "EvidencePrompt",
    "JoinPrompt",
    "PlacePrompt",
    "Prompt",
    "RelationPrompt",
    "StanceDraft",
    "StancePrompt",
    "StancePrompts",
    "entity_hints",
]
