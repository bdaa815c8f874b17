"""One module a format: what it is called, and how it writes annotated documents."""

from annotations.formats.base import FORMATS, Format, find_format

__all__ = ["FORMATS", "Format", "find_format"]
