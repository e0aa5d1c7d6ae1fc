"""A post that is to be forgotten: how it is known again in what others say, and what they say without it. Pure.

It is known by what it is first: as an object with its platform and id, and by every address that names it, in whatever
spelling. Its words come after that: as they stand in a text, whatever blanks, quotation marks and capitals they have
there.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import overload

from embedarchive.store import remains
from embedarchive.store.keys import fold, is_unresolved
from embedarchive.store.remains import REMOVED

Named = Callable[[str], str | None]
"""The key of the post that an address names, if it names one."""

SHORTEST_TEXT, SHORTEST_LINE = 8, 20
"""Fewer characters than these are no sign that other material repeats the post."""
SHORTEST_HANDLE, SHORTEST_ID = 4, 6
QUOTES = {"'": "['’‘ʼ]", '"': '["“”„«»]'}
QUOTES |= dict.fromkeys("’‘ʼ", QUOTES["'"]) | dict.fromkeys("“”„«»", QUOTES['"'])

_ADDRESS = re.compile(r"(?:https?://|\b)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?::\d{1,5})?/[^\s\"'<>\\^`{|}“”«»]{1,2000}")
_TRAILING = ".,;:!?)]*_~…"
_SENTENCE = re.compile(r"(?<=[.!?…])\s{1,20}")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


_OWN = frozenset({"candidates", "platform", "id", "url"})
"""What says which post an object is, where it is one: another platform may give its posts the same numbers."""
_PLACE = ("platform", "id", "form", "start", "end", "parts")
"""What stays of a post that another one or an article shows: which it was, and where it stood."""


def nobody(_address: str) -> None:
    """Names no post."""


def stand_in(key: str) -> str:
    """What stands where the address of a forgotten post stood: it names the post and no person."""
    return f"erased:{key}"


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What is known of a post that is to be forgotten.

    Attributes:
        keys: every key that the archive knows it by, the present one first.
        words: its texts, whole, by line and by sentence, as far as they are long enough to know them by.
        names: its author's name and handle, where no other post bears them.
        addresses: the addresses that were given for it.
        named: the key of the post that an address names.
    """

    keys: tuple[str, ...]
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    named: Named = nobody

    def is_it(self, value: Mapping[str, object]) -> bool:
        """Whether a JSON object is this post, as another one shows it."""
        if not isinstance(platform := value.get("platform"), str):
            return False
        if isinstance(native_id := value.get("id"), str) and f"{platform}:{native_id}" in self.keys:
            return True
        address = value.get("url")
        return native_id is None and isinstance(address, str) and self.is_address(address)

    def is_address(self, address: str) -> bool:
        """Whether an address names this post."""
        parts = [address, *(address[at:] for at in _inner(address))]
        if any(_bare(part) in self._bare for part in parts) or (self._ids and self._ids.search(address)):
            return True
        whole = (part if "://" in part[:9] else f"https://{part}" for part in parts)
        return any(self.named(part) in self.keys for part in whole)

    def is_in(self, value: object) -> bool:
        """Whether a text or JSON value names this post or repeats its words."""
        if isinstance(value, str):
            repeated = self._words is not None and self._words.search(value)
            named = any(self.is_address(address) for address, _, _ in _addresses(value))
            return bool(repeated) or named or bool(self._remains(value))
        if isinstance(value, list):
            return any(map(self.is_in, value))
        if isinstance(value, Mapping):
            kept = _own(value)
            return self.is_it(value) or any(self.is_in(item) for name, item in value.items() if name not in kept)
        return False

    def is_in_bytes(self, data: bytes) -> bool:
        """Whether a file of text names this post or repeats its words, in whatever markup they stand."""
        lowered = data.lower()
        if b"&#" not in lowered and not any(spelt in lowered for spelt in self._needles_in_bytes):
            return False
        text = data.decode("utf-8", "replace")
        if self._ids and self._ids.search(text):
            return True
        if self._words is None and not self._bare:
            return False
        for spelt in dict.fromkeys((text, html.unescape(_unescaped(text)))):
            if self._words and (self._words.search(spelt) or self._words.search(_TAG.sub("", spelt))):
                return True
            if any(address in spelt for address in self._bare):
                return True
        return False

    @overload
    def without(self, value: str, *, names: bool = False) -> str: ...
    @overload
    def without(self, value: Mapping[str, object], *, names: bool = False) -> dict[str, object]: ...
    @overload
    def without(self, value: object, *, names: bool = False) -> object: ...
    def without(self, value: object, *, names: bool = False) -> object:
        """A text or JSON value without this post; with `names` also without its author's."""
        if isinstance(value, str):
            return self._without(value, names=names)
        if isinstance(value, list):
            return [self.without(item, names=names) for item in value]
        if isinstance(value, Mapping):
            if self.is_it(value):
                kept = {name: value[name] for name in _PLACE if value.get(name) is not None}
                return {**kept, "url": stand_in(self.keys[0])}
            own = _own(value)
            return {name: item if name in own else self.without(item, names=names) for name, item in value.items()}
        return value

    def _without(self, text: str, *, names: bool) -> str:
        if self._words is not None:
            text = self._words.sub(REMOVED, text)
        for address, start, end in reversed(list(_addresses(text))):
            if self.is_address(address):
                text = text[:start] + stand_in(self.keys[0]) + text[end:]
        text = remains.without(text, self._remains(text))
        return self._names.sub(REMOVED, text) if names and self._names is not None else text

    def _remains(self, text: str) -> list[remains.Span]:
        return remains.remains(text, self._phrases, SHORTEST_TEXT) if REMOVED in text else []

    @functools.cached_property
    def _phrases(self) -> tuple[tuple[str, ...], ...]:
        return tuple(map(remains.words_of, self.words))

    @functools.cached_property
    def needles(self) -> tuple[str, ...]:
        """In lower case: whatever names the post or repeats its words contains one of these."""
        found = [key.rpartition("/")[2].rpartition(":")[2] for key in self.keys if not is_unresolved(key)]
        found += [address.rpartition("/")[2] for address in self._bare]
        found += [_longest(word) for word in self.words] + [REMOVED] * bool(self.words)
        return tuple(dict.fromkeys(needle for each in found if (needle := _ascii_lower(each))))

    @functools.cached_property
    def _needles_in_bytes(self) -> tuple[bytes, ...]:
        """The needles as a text has them and as JSON may."""
        spelt = (form for needle in self.needles for form in (needle, json.dumps(needle)[1:-1].lower()))
        return tuple(dict.fromkeys(form.encode("utf-8", "surrogatepass") for form in spelt))

    @functools.cached_property
    def _bare(self) -> frozenset[str]:
        return frozenset(bare for address in self.addresses if len(bare := _bare(address)) >= SHORTEST_TEXT)

    @functools.cached_property
    def _words(self) -> re.Pattern[str] | None:
        return _pattern(self.words)

    @functools.cached_property
    def _names(self) -> re.Pattern[str] | None:
        pattern = _pattern(self.names)
        return re.compile(rf"(?<!\w)@?(?:{pattern.pattern})(?!\w)", re.IGNORECASE) if pattern else None

    @functools.cached_property
    def _ids(self) -> re.Pattern[str] | None:
        """The ids by which the platform names it, where they are long enough to be no other number."""
        resolved = (key.partition(":")[2] for key in self.keys if not is_unresolved(key) and not key.startswith("web:"))
        ids = [name for whole in resolved if len(name := _telling(whole)) >= SHORTEST_ID]
        return re.compile(rf"(?<![0-9A-Za-z_-])(?:{'|'.join(map(re.escape, ids))})(?![0-9A-Za-z_-])") if ids else None


def forgotten(
    keys: tuple[str, ...], told: Iterable[Mapping[str, object]], *, named: Named = nobody, names: bool = False
) -> Forgotten:
    """A post out of all that is told of it: bodies of snapshots, claims of articles, what others' answers show."""
    texts: list[str] = []
    found: dict[str, list[str]] = {"author": [], "handle": [], "url": []}
    for body in told:
        for name in found:
            found[name] += [said] if isinstance(said := body.get(name), str) and said else []
        texts += _texts(body)
    words = [text for text in texts if len(fold(text)) >= SHORTEST_TEXT]
    pieces = (piece for text in texts for line in text.split("\n") for piece in (line, *_SENTENCE.split(line)))
    words += [piece.strip() for piece in pieces if len(fold(piece)) >= SHORTEST_LINE]
    bearer = [name.lstrip("@") for name in (*found["handle"], *found["author"])]
    return Forgotten(
        keys=keys,
        words=tuple(dict.fromkeys(sorted(words, key=len, reverse=True))),
        names=tuple(dict.fromkeys(name for name in bearer if len(name) >= SHORTEST_HANDLE)) if names else (),
        addresses=tuple(dict.fromkeys(found["url"])),
        named=named,
    )


def others(body: object) -> Iterator[Mapping[str, object]]:
    """The posts that an answer shows beside its own: those it quotes and answers, and theirs."""
    related = body.get("related") if isinstance(body, Mapping) else None
    for post in related if isinstance(related, list) else ():
        if isinstance(post, Mapping):
            yield post
            yield from others(post)


def keys_in(value: object, named: Named) -> tuple[str, ...]:
    """The posts that a JSON value shows or names."""
    return tuple(dict.fromkeys(_keys(value, named)))


def _keys(value: object, named: Named) -> Iterator[str]:
    if isinstance(value, str):
        for address, _, _ in _addresses(value):
            if key := named(address if "://" in address[:9] else f"https://{address}"):
                yield key
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item, named)
    elif isinstance(value, Mapping):
        if isinstance(value.get("platform"), str) and isinstance(value.get("id"), str):
            yield f"{value['platform']}:{value['id']}"
        for name, item in value.items():
            if name != "candidates":
                yield from _keys(item, named)


def _texts(body: Mapping[str, object]) -> Iterator[str]:
    """What a post says in words: its text, what describes its images, the preview of a link, a poll, a place."""
    pairs = [*_listed(body.get("card")), *_listed(body.get("poll"))]
    described = (item.get("alt") for item in _objects(body.get("media")))
    said: list[object] = [body.get("text"), body.get("place"), *described]
    said += [part for pair in pairs if isinstance(pair, list) for part in pair if part not in _CARD]
    return (text for text in said if isinstance(text, str) and "://" not in text[:9])


_CARD = frozenset({"url", "title", "description"})


def _own(value: Mapping[str, object]) -> frozenset[str]:
    """The fields of an object that are not looked through."""
    is_post = isinstance(value.get("platform"), str) and isinstance(value.get("id"), str)
    return _OWN if is_post else frozenset({"candidates"})


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[Mapping[str, object]]:
    return [item for item in _listed(value) if isinstance(item, Mapping)]


def _addresses(text: str) -> Iterator[tuple[str, int, int]]:
    """The addresses in a text and where they stand."""
    if "/" in text and "." in text:
        for match in _ADDRESS.finditer(text):
            address = match[0].rstrip(_TRAILING)
            yield address, match.start(), match.start() + len(address)


def _inner(address: str) -> Iterator[int]:
    """Where an address begins within an address: a web archive's, a frame's."""
    at = address.find("http", 1)
    while at > 0:
        yield at
        at = address.find("http", at + 1)


def _bare(address: str) -> str:
    """An address without what several spellings of it differ in."""
    bare = re.sub(r"^(?:https?:)?/{0,2}(?:www\.|m\.|mobile\.)?", "", address.strip(), flags=re.IGNORECASE)
    return bare.partition("#")[0].rstrip("/")


def _telling(native_id: str) -> str:
    """The part of an id that tells posts apart, where it is more than a small number in somebody's channel."""
    last = native_id.rpartition("/")[2]
    return last if len(last) >= SHORTEST_ID else native_id


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these, with whatever blanks between their words, quotation marks and capitals."""
    spelt = [r"\s{1,20}".join(map(_spelt, word.split())) for word in words]
    return re.compile("|".join(spelt), re.IGNORECASE) if spelt else None


def _spelt(word: str) -> str:
    return "".join(QUOTES.get(char) or re.escape(char) for char in word)


def _unescaped(text: str) -> str:
    """A text without the escapes of JSON."""
    if "\\" not in text:
        return text
    text = text.replace("\\n", "\n").replace("\\/", "/").replace('\\"', '"').replace("\\t", "\t")
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _longest(text: str) -> str:
    """The longest word of a text, one in plain letters if there is any: those are spelt alike everywhere."""
    words = re.split(r"[^0-9A-Za-z\u0080-\U0010ffff]+", text)
    plain = [word for word in words if word.isascii()]
    longest = max(plain, key=len, default="")
    return longest if len(longest) >= SHORTEST_HANDLE else max(words, key=len) or text.strip()


def _ascii_lower(text: str) -> str:
    """As SQLite's `lower` has it."""
    return "".join(char.lower() if char.isascii() else char for char in text)
