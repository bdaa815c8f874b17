"""Saving: the Store protocol and what keeps it."""

from annotations.store.held import HeldStore
from annotations.store.journalled import JournalledStore, open_store
from annotations.store.placing import settle
from annotations.store.protocol import Store
from annotations.store.rows import encode_row
from annotations.store.texts import keep_text, kept_size, kept_text

__all__ = [
    "HeldStore",
    "JournalledStore",
    "Store",
    "encode_row",
    "keep_text",
    "kept_size",
    "kept_text",
    "open_store",
    "settle",
]
