"""What can go wrong for a reason that a person can mend: each error is one clear message."""


class StandoffError(Exception):
    """A fault with a message for people: what is wrong, where, and what to do."""


class CorpusError(StandoffError):
    """A file or a line that can't be read as a document."""


class SchemeError(StandoffError):
    """A `standoff.toml` that can't be used as it stands."""


class RecordError(StandoffError):
    """A record that doesn't fit its text or itself."""


class EditError(StandoffError):
    """An edit that can't be made; the record is unchanged."""


class StoreError(StandoffError):
    """Saved annotations that can't be read or written."""


class CommitError(StoreError):
    """A commit that is not on disk; neither the file nor the memory has changed."""


class RefusedError(CommitError):
    """A commit that could not be saved at any other time either."""


class DamagedError(StoreError):
    """A file whose bytes are not those that were written; it is left untouched."""


class ReadOnlyError(StoreError):
    """A commit to a store that was opened for reading."""
