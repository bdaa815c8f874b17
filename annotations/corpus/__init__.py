"""Documents out of files: random access, no text held in memory."""

from annotations.corpus.base import Corpus
from annotations.corpus.folder import open_corpus

__all__ = ["Corpus", "open_corpus"]
