"""CoNLL with BIOES tags, which tell the ends of mentions as well."""

from __future__ import annotations

from annotations.formats.conll import BIOES, conll_format

FORMAT = conll_format("conll-bioes", "CoNLL with BIOES tags, a token a line", BIOES)
