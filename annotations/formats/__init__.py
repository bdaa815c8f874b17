"""One module a format: what it is called, what it carries, how it reads and writes documents."""

from annotations.formats.base import FORMATS, Format, find_format

__all__ = ["FORMATS", "Format", "find_format"]
