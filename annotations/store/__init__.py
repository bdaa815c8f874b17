"""Saving: the Store protocol and what keeps it."""

from annotations.store.held import HeldStore
from annotations.store.journalled import open_store
from annotations.store.protocol import Store
from annotations.store.texts import keep_text, kept_size, kept_text

__all__ = ["HeldStore", "Store", "keep_text", "kept_size", "kept_text", "open_store"]
