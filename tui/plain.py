"""What every subcommand says the same way, and nothing that takes time to load."""

from __future__ import annotations

# importlib.metadata knows it too, but takes longer to say it than Python takes to start.
VERSION = "0.1.0"


def counted(number: int, thing: str) -> str:
    """A number of things in words."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def spelt_out(text: str) -> str:
    """The text with control and bidi characters spelt out: it comes from files of any origin."""
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
    )
