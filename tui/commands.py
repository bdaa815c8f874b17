"""Every command once: its name, its keys in each preset, and one line of help."""

from __future__ import annotations

from typing import NamedTuple

PRESETS: tuple[str, ...] = ("default", "vim")


class Command(NamedTuple):
    """A row of the command table.

    Keys are written as Textual names them, printable ones as themselves; a sequence is separated by
    spaces, alternatives stand in a tuple. `pane` is where the keys work: in one pane, or anywhere.
    """

    name: str
    group: str
    help: str
    default: tuple[str, ...]
    vim: tuple[str, ...]
    pane: str = "any"


_MOVE = "Move and select"
_TAG = "Mentions and entities"
_STANCE = "Stances"
_DOCUMENT = "Documents"
_SCREEN = "Screen"

COMMANDS: tuple[Command, ...] = (
    Command("next_token", _MOVE, "Select the next token", ("right",), ("w", "right"), "reader"),
    Command("previous_token", _MOVE, "Select the token before", ("left",), ("b", "left"), "reader"),
    Command(
        "extend_token",
        _MOVE,
        "Extend the selection by a token",
        ("shift+right",),
        ("e", "W", "shift+right"),
        "reader",
    ),
    Command(
        "extend_token_back",
        _MOVE,
        "Draw the selection's end back by a token",
        ("shift+left",),
        ("B", "shift+left"),
        "reader",
    ),
    Command("next_character", _MOVE, "Select the next character", (".",), ("l",), "reader"),
    Command("previous_character", _MOVE, "Select the character before", (",",), ("h",), "reader"),
    Command("extend_character", _MOVE, "Extend by a character", (">",), ("L",), "reader"),
    Command(
        "extend_character_back", _MOVE, "Draw the end back by a character", ("<",), ("H",), "reader"
    ),
    Command(
        "extend_other_end",
        _MOVE,
        "Extend or draw in at the selection's other end from now on",
        ("~",),
        ("~",),
        "reader",
    ),
    Command("row_down", _MOVE, "Select the token below", ("down",), ("j", "down"), "reader"),
    Command("row_up", _MOVE, "Select the token above", ("up",), ("k", "up"), "reader"),
    Command("extend_down", _MOVE, "Extend to the row below", ("shift+down",), ("J", "shift+down")),
    Command("extend_up", _MOVE, "Extend to the row above", ("shift+up",), ("K", "shift+up")),
    Command("row_start", _MOVE, "Go to the row's start", ("home",), ("g h", "home"), "reader"),
    Command("row_end", _MOVE, "Go to the row's end", ("end",), ("g l", "end"), "reader"),
    Command("next_sentence", _MOVE, "Select the next sentence", ("ctrl+right",), (")",)),
    Command("previous_sentence", _MOVE, "Select the sentence before", ("ctrl+left",), ("(",)),
    Command("next_paragraph", _MOVE, "Select the next paragraph", ("ctrl+down",), ("}",)),
    Command("previous_paragraph", _MOVE, "Select the paragraph before", ("ctrl+up",), ("{",)),
    Command("grow", _MOVE, "Grow: token, mention, sentence, paragraph, all", ("+",), ("+",)),
    Command("shrink", _MOVE, "Shrink back to what was selected before", ("-",), ("-",)),
    Command("next_candidate", _MOVE, "Select what may be tagged next", ("tab",), ("tab",)),
    Command(
        "previous_candidate",
        _MOVE,
        "Select what may be tagged before",
        ("shift+tab",),
        ("shift+tab",),
    ),
    Command("next_phrase", _MOVE, "Select the next noun phrase", (")",), (">",)),
    Command("previous_phrase", _MOVE, "Select the noun phrase before", ("(",), ("<",)),
    Command("cycle", _MOVE, "Select another reading of what is selected", ("$",), ("$",)),
    Command("hint", _MOVE, "Select by letters in the text", ("'",), ("'",)),
    Command("hint_end", _MOVE, "Extend by letters in the text", ('"',), ('"',)),
    Command(
        "next_open_sentence",
        _MOVE,
        "Next sentence to tag in",
        ("\\",),
        ("\\",),
    ),
    Command(
        "next_open_paragraph",
        _MOVE,
        "Next paragraph to tag in",
        ("|",),
        ("|",),
    ),
    Command("next_mention", _MOVE, "Select the next mention", ("]",), ("]",)),
    Command("previous_mention", _MOVE, "Select the mention before", ("[",), ("[",)),
    Command("page_down", _MOVE, "A page on", ("pagedown",), ("ctrl+f", "pagedown"), "reader"),
    Command("page_up", _MOVE, "A page back", ("pageup",), ("ctrl+b", "pageup"), "reader"),
    Command(
        "document_start",
        _MOVE,
        "To the text's start",
        ("ctrl+home",),
        ("g g", "ctrl+home"),
        "reader",
    ),
    Command("document_end", _MOVE, "To the text's end", ("ctrl+end",), ("G", "ctrl+end"), "reader"),
    Command("search", _MOVE, "Search the text", ("/",), ("/",)),
    Command("next_hit", _MOVE, "Next place found", ("ctrl+g",), ("n", "ctrl+g")),
    Command("previous_hit", _MOVE, "Place found before", ("ctrl+r",), ("N",)),
    Command("find_character", _MOVE, "Select on to a character you type", ("ctrl+f",), ("f",)),
    Command("until_character", _MOVE, "Select up to a character you type", ("ctrl+u",), ("t",)),
    Command("stack", _TAG, "Tag once more what is tagged: then a label's key", ("&",), ("&",)),
    Command("repeat", _TAG, "Tag the selection with the last label", (";",), (".",)),
    Command("others", _TAG, "Tag all others like the mention at hand", (":",), ("o",)),
    Command(
        "accept_view",
        _TAG,
        "Tag all that is proposed in view",
        ("ctrl+v",),
        ("ctrl+v",),
        "reader",
    ),
    Command(
        "accept_string",
        _TAG,
        "Tag this and its others as proposed",
        ("ctrl+w",),
        ("ctrl+w",),
        "reader",
    ),
    Command(
        "accept_project",
        _TAG,
        "Tag these words in all documents, after a look",
        ("ctrl+x",),
        ("ctrl+x",),
        "reader",
    ),
    Command(
        "boundary",
        _TAG,
        "Accept what is proposed; let an extended mention end here",
        ("enter",),
        ("enter",),
        "reader",
    ),
    Command(
        "fragment",
        _TAG,
        "Add the selection to the last mention as a fragment, or take it out",
        ("_",),
        ("_",),
        "reader",
    ),
    Command(
        "remove",
        _TAG,
        "Remove the mention or stance at hand; reject what is proposed",
        ("delete", "backspace"),
        ("x", "delete", "backspace"),
    ),
    Command("join", _TAG, "Say which entity the mention at hand is", ("=",), ("=",)),
    Command("rename", _TAG, "Name the entity of the mention at hand", ("ctrl+e",), ("c",)),
    Command("kb", _TAG, "Give the entity at hand its Wikidata id", ("ctrl+k",), ("ctrl+k",)),
    Command(
        "share",
        _TAG,
        "Make the entity at hand one of the whole project",
        ("ctrl+l",),
        ("ctrl+l",),
    ),
    Command("entity_note", _TAG, "Write a note to the entity at hand", ("ctrl+o",), ("ctrl+o",)),
    Command("note", _TAG, "Write a note to the mention or stance at hand", ("#",), ("#",)),
    Command("relation", _TAG, "An arrow from the mention at hand to another", ("%",), ("%",)),
    Command(
        "stance",
        _STANCE,
        "A stance: holder, polarity, target; & a further holder",
        ("space",),
        ("s", "space"),
    ),
    Command("edit_stance", _STANCE, "Change the stance at hand", ("ctrl+s",), ("S",)),
    Command("undo", _DOCUMENT, "Undo", ("ctrl+z",), ("u", "ctrl+z")),
    Command("redo", _DOCUMENT, "Redo", ("ctrl+y",), ("U", "ctrl+r")),
    Command("done_and_next", _DOCUMENT, "Done, and open the next to do", ("ctrl+d",), ("ctrl+d",)),
    Command("next_undone", _DOCUMENT, "Open the next document to do", ("ctrl+n",), ("ctrl+n",)),
    Command(
        "next_open_document",
        _DOCUMENT,
        "Next document to tag in",
        ("@",),
        ("@",),
    ),
    Command("next_document", _DOCUMENT, "Open the next document", ("}",), ("g n",)),
    Command("previous_document", _DOCUMENT, "Open the document before", ("{",), ("g p",)),
    Command("status_todo", _DOCUMENT, "Mark the document to do", ("ctrl+t t",), ("ctrl+t t",)),
    Command("status_started", _DOCUMENT, "Mark it started", ("ctrl+t s",), ("ctrl+t s",)),
    Command("status_done", _DOCUMENT, "Mark it done", ("ctrl+t d",), ("ctrl+t d",)),
    Command("status_skipped", _DOCUMENT, "Mark it skipped", ("ctrl+t k",), ("ctrl+t k",)),
    Command("flag", _DOCUMENT, "Flag it for another look, or unflag it", ("!",), ("!",)),
    Command("document_label", _DOCUMENT, "Label the document as a whole", ("*",), ("*",)),
    Command("document_note", _DOCUMENT, "Write a note to the document", ("ctrl+a",), ("ctrl+a",)),
    Command("next_pane", _SCREEN, "Go to the next pane", ("f6",), ("f6",)),
    Command("toggle_documents", _SCREEN, "Show or fold the documents", ("f2",), ("f2",)),
    Command("toggle_inspector", _SCREEN, "Show or fold the inspector", ("f3",), ("f3",)),
    Command("focus_mode", _SCREEN, "The text alone, or all panes", ("f4",), ("f4",)),
    Command("letters", _SCREEN, "Show each label's letter behind its mentions", ("f5",), ("f5",)),
    Command("ledger", _SCREEN, "Who stands how toward what in all documents", ("f7",), ("f7",)),
    Command("search_all", _SCREEN, "Search all documents; tag what is found", ("f9",), ("f9",)),
    Command("theme", _SCREEN, "Dark or light", ("f8",), ("f8",)),
    Command("help", _SCREEN, "All keys", ("f1",), ("f1",)),
    Command("palette", _SCREEN, "Find a command by its name", ("ctrl+p",), ("ctrl+p", ":")),
    Command(
        "cancel", _SCREEN, "Back to the text; drop what is half typed", ("escape",), ("escape",)
    ),
    Command("quit", _SCREEN, "Quit; everything is saved already", ("ctrl+q",), ("ctrl+q",)),
    Command("item_down", _SCREEN, "The next line of the list", ("down",), ("j", "down"), "list"),
    Command("item_up", _SCREEN, "The line of the list before", ("up",), ("k", "up"), "list"),
    Command(
        "item_page_down",
        _SCREEN,
        "A page of the list on",
        ("pagedown",),
        ("ctrl+f", "pagedown"),
        "list",
    ),
    Command(
        "item_page_up",
        _SCREEN,
        "A page of the list back",
        ("pageup",),
        ("ctrl+b", "pageup"),
        "list",
    ),
    Command(
        "item_first", _SCREEN, "The first line of the list", ("home",), ("g g", "home"), "list"
    ),
    Command("item_last", _SCREEN, "The last line of the list", ("end",), ("G", "end"), "list"),
    Command(
        "item_open", _SCREEN, "Open the document; go to the words", ("enter",), ("enter",), "list"
    ),
)

BY_NAME: dict[str, Command] = {command.name: command for command in COMMANDS}
# What selects and does nothing else; and its keys that are no letters, in any preset.
SELECTING: frozenset[str] = frozenset(one.name for one in COMMANDS if one.group == _MOVE)
SELECTING_KEYS: frozenset[str] = frozenset(
    key
    for name in SELECTING
    for key in (*BY_NAME[name].default, *BY_NAME[name].vim)
    if " " not in key and not (len(key) == 1 and key.isalnum())
)
