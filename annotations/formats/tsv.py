"""TSV: a row for each document, mention, entity, stance and relation, parted by tabs."""

from __future__ import annotations

from annotations.formats.spreadsheet import make_format

FORMAT = make_format("tsv", "TSV, one row a thing, for spreadsheets", ".tsv", "\t")
