"""CSV (RFC 4180): a row for each document, mention, entity, stance and relation."""

from __future__ import annotations

from annotations.formats.spreadsheet import make_format

FORMAT = make_format("csv", "CSV, one row a thing, for spreadsheets", ".csv", ",", ";")
