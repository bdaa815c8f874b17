"""What a command is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tui.workbench import Workbench

# The second argument is the label that the command is about; empty where it is about none.
Command: TypeAlias = Callable[[Workbench, str], None]
