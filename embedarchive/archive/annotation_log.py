"""What people say of what was captured: notes, tags, collections, and what they hold a thing for. Kept apart from it.

Nothing is changed or taken out: a correction, a withdrawal and a tag that is taken off are said, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embedarchive.archive.named_posts import ArticleNumber, KeptFile, Person, Thing, thing
from embedarchive.errors import UsageError
from embedarchive.model.selections import VERIFICATIONS
from embedarchive.store import Store
from embedarchive.store.keys import clean_text
from embedarchive.store.queries import annotations as asked
from embedarchive.store.queries.annotations import Subject
from embedarchive.store.queries.query import first, found
from embedarchive.store.rows import Row

LONGEST_NAME, LONGEST_WORDS = 100, 20_000
"""Characters of a tag or of a collection's name, and of a note."""
GONE = "were erased, and nothing is said of it any more."
_JOINERS = "\u200c\u200d"
_NUMBERS = ("post_id", "media_id", "article_id")
"""The columns of which one says what something is said of."""


def subject(store: Store, name: str) -> Subject:
    """The one thing that a user names, to say something of it: a post, an article, an image, video or sound.

    Raises:
        UsageError: there is no such thing, or it is nothing of which anything can be said.
    """
    several = subjects(store, thing(store, name))
    if len(several) != 1:
        raise UsageError(f"{name[:60]} is the author of {len(several)} posts; name one of them, or tag all of them.")
    return several[0]


def subjects(store: Store, named: Thing) -> tuple[Subject, ...]:
    """What is meant by what a user names; of an author all posts.

    Raises:
        UsageError: it was erased, or is a file that is no image, video or sound.
    """
    if isinstance(named, Person):
        return tuple(Subject("post", row.id, row.key) for row in named.posts if not store.is_erased(row.key))
    if isinstance(named, ArticleNumber):
        return tuple(found(store.connection, asked.article_named(named.number)))
    if isinstance(named, KeptFile):
        return _medium(store, named.digest)
    if store.is_erased(named.key):
        raise UsageError(f"The words of post {named.id} {GONE}")
    return (Subject("post", named.id, named.key),)


def _medium(store: Store, digest: str) -> tuple[Subject, ...]:
    media = found(store.connection, asked.media_of_file(digest))
    if not media:
        raise UsageError(f"The file {digest[:12]} is no image, video or sound of a post or an article.")
    return (media[0],)


def note(store: Store, about: Subject, words: str, *, operator: str | None, instead_of: int | None = None) -> int:
    """Write a note, or one instead of another; its number.

    Raises:
        UsageError: it says nothing or too much, or the note that it is to replace is none that stands.
    """
    if instead_of is not None:
        _standing_note(store, instead_of, about)
    row = _row(about, "note", operator) | {"words": _words(words, needed=True), "follows": instead_of}
    return _write(store, [row])[0]


def withdraw(store: Store, number: int, *, operator: str | None) -> None:
    """Take a note back: it does not hold any more, and stays in the log.

    Raises:
        UsageError: there is no such note, or it does not stand any more.
    """
    about = _standing_note(store, number)
    _write(store, [_row(about, "withdrawal", operator) | {"follows": number}])


def judge(store: Store, about: Subject, verification: str, words: str = "", *, operator: str | None) -> int:
    """Say what something is held for, and why.

    Args:
        store: the archive.
        about: what is judged.
        verification: one of `VERIFICATIONS`.
        words: why.
        operator: who says so; without somebody who answers for it, it would be worth nothing.

    Raises:
        UsageError: it can be held for no such thing, or nobody says so.
    """
    if verification not in VERIFICATIONS:
        raise UsageError(f"{verification[:40]} is no verification; there are {', '.join(VERIFICATIONS)}.")
    if not _named(operator):
        raise UsageError("Say who holds it for that: --operator NAME, or EMBEDARCHIVE_OPERATOR.")
    told = {"value": verification, "words": _words(words, needed=False)}
    return _write(store, [_row(about, "verification", operator) | told])[0]


def tag(
    store: Store, about: Sequence[Subject], names: Sequence[str], *, operator: str | None, remove: bool = False
) -> int:
    """Put tags on things, or take them off; how often that changed anything.

    Raises:
        UsageError: a tag has no name, or none that can be one.
    """
    said = [_Label("untag" if remove else "tag", "tag", name.strip().removeprefix("#"), operator) for name in names]
    return sum(_label(store, about, one) for one in said)


def collect(store: Store, name: str, about: Sequence[Subject], *, operator: str | None, remove: bool = False) -> int:
    """Put things into a collection, or take them out; how many that changed.

    Raises:
        UsageError: the collection has no name, or none that can be one.
    """
    return _label(store, about, _Label("uncollect" if remove else "collect", "collection", name, operator))


@dataclass(frozen=True, slots=True)
class _Label:
    """What is put on things or taken off: the kind of the row, of the label, its name, and who says so."""

    kind: str
    label: str
    name: str
    operator: str | None


def _label(store: Store, about: Sequence[Subject], said: _Label) -> int:
    with store.transaction():
        value = _spelt(store, said.label, said.name)
        there = {
            (column, row[column])
            for row in found(store.connection, asked.labelled(said.label, value))
            for column in _NUMBERS
        }
        off = said.kind.startswith("un")
        wanted = [one for one in dict.fromkeys(about) if ((f"{one.kind}_id", one.number) in there) == off]
        _write(store, [_row(one, said.kind, said.operator) | {"value": value} for one in wanted])
        return len(wanted)


def _spelt(store: Store, label: str, name: str) -> str:
    """The name of a tag or a collection, spelt as it is already where it is there."""
    value = " ".join(clean_text(name).split())
    visible = all(letter.isprintable() or letter in _JOINERS for letter in value)
    if not value or len(value) > LONGEST_NAME or not visible:
        raise UsageError(f"A {label} has a name of 1 to {LONGEST_NAME} characters that can be seen.")
    known = first(store.connection, asked.spelt(label, value))
    return known.text if known else value


def _words(words: str, *, needed: bool) -> str | None:
    text = clean_text(words).replace("\0", "\ufffd").strip()
    if needed and not text:
        raise UsageError('A note says something, as in: embedarchive note 12 "Seen from the bridge".')
    if len(text) > LONGEST_WORDS:
        raise UsageError(f"A note has {LONGEST_WORDS:,} characters at most; this one has {len(text):,}.")
    return text or None


def _named(operator: str | None) -> str | None:
    return " ".join(clean_text(operator or "").split())[:LONGEST_NAME] or None


def _write(store: Store, rows: Sequence[Row]) -> list[int]:
    """Write rows of the log, unless their post was erased a moment ago."""
    with store.transaction():
        if any(row["subject"] == "post" and store.is_erased(str(row["key"])) for row in rows):
            raise UsageError(f"The words of this post {GONE}")
        return store.annotate(rows)


def _row(about: Subject, kind: str, operator: str | None) -> Row:
    return {"subject": about.kind, "key": about.key, "kind": kind, "operator": _named(operator)}


def _standing_note(store: Store, number: int, about: Subject | None = None) -> Subject:
    """What a note is about that nobody corrected or took back.

    Raises:
        UsageError: there is no such note, or it is about something else.
    """
    told = first(store.connection, asked.said(number))
    row = first(store.connection, asked.standing(number))
    if told is None or row is None or row.kind != "note":
        raise UsageError(f"There is no note {number}; `embedarchive show` gives the numbers of those that are.")
    column = next(name for name in _NUMBERS if row[name] is not None)
    made = Subject(told.subject, int(row[column]), told.key)
    if about is not None and (about.kind, about.number) != (made.kind, made.number):
        raise UsageError(f"Note {number} is about something else.")
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something that a reader of the website says, as a form has it.

    Attributes:
        about: what it is about, as `show` takes it.
        kind: note, withdrawal, verification, tag, untag, collect or uncollect.
        value: the tag, the name of the collection, or what it is held for.
        words: of a note, or the reason.
        number: of the note that is corrected or withdrawn.
        operator: who says it.
    """

    about: str
    kind: str
    value: str = ""
    words: str = ""
    number: int | None = None
    operator: str | None = None


def state(folder: Path, statement: Statement) -> None:
    """Write down what a reader says; waits for a command that writes, half a minute at most.

    Raises:
        UsageError: it cannot be said; the sentence says why.
        UnwritableError: the archive takes nothing now.
    """
    with Store.open(folder, create=False) as store:
        about, said = subject(store, statement.about), statement
        if said.kind == "note":
            note(store, about, said.words, operator=said.operator, instead_of=said.number)
        elif said.kind == "withdrawal" and said.number is not None:
            withdraw(store, said.number, operator=said.operator)
        elif said.kind == "verification":
            judge(store, about, said.value, said.words, operator=said.operator)
        elif said.kind in {"tag", "untag"}:
            tag(store, [about], [said.value], operator=said.operator, remove=said.kind == "untag")
        elif said.kind in {"collect", "uncollect"}:
            collect(store, said.value, [about], operator=said.operator, remove=said.kind == "uncollect")
        else:
            raise UsageError(f"{said.kind[:40]} is nothing that can be said of it.")
