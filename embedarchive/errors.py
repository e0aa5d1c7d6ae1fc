"""What can go wrong in a way that a user has to hear about.

* EmbedArchiveError
  x UsageError            the command or call asks for what cannot be (exit code 2)
  x SourceError           a source cannot be read as an article (exit code 2, or 3 beside others)
  x ArchiveError          the archive cannot be used: read-only, locked, newer, not an archive (exit code 2)
    x UnwritableError     its database takes nothing more: the disk is full or broken, another command holds it
                          (exit code 2, or 3 when it happens during a run: what was kept until then stays)
      x DamagedError      its database is damaged (exit code 5)
  x RecordingError        a recording (WARC) cannot be read (exit code 2)

Each message is one sentence that says what is wrong and, where there is a way out, what to do.
A post that is gone or a server that does not answer is no exception: it is a value (`Missing`, `Refusal`).
"""


class EmbedArchiveError(Exception):
    """Base of all errors that embedarchive raises on purpose. Its text is one sentence for the user."""


class UsageError(EmbedArchiveError):
    """The command or call asks for something that cannot be."""


class SourceError(EmbedArchiveError):
    """A source cannot be read as an article.

    Attributes:
        left_out: whether it may well be one (too large, too much to read, not to be opened): told also of what
            was only met in a folder.
    """

    def __init__(self, sentence: str = "", *, left_out: bool = False) -> None:
        super().__init__(sentence)
        self.left_out = left_out


class ArchiveError(EmbedArchiveError):
    """The archive folder cannot be used as it is."""


class UnwritableError(ArchiveError):
    """The archive's database cannot be written to now. A single file that cannot be kept is an `ArchiveError`."""


class DamagedError(UnwritableError):
    """The archive's database is damaged."""


class RecordingError(EmbedArchiveError):
    """A recorded web (WARC file) cannot be read."""
