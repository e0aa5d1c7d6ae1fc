"""A world of all platforms in which every person's words can be told from everybody else's.

It is made of the platforms' own cases (`tests/platforms/<name>/<case>/`): in every text, name, handle, description,
link preview and poll of a post the words get a mark of that post's, in the answers as in what an article prints. A post
that another one quotes or answers has a mark of its own.
"""

from __future__ import annotations

import asyncio
import html
import json
import random
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from embedarchive import platforms, web
from embedarchive.archive.fetching.captures import drive
from embedarchive.model import (
    Document,
    Embed,
    Exchange,
    Image,
    Link,
    Post,
    Reason,
    Request,
    Scan,
    plain,
)
from embedarchive.store.keys import post_key
from embedarchive.web.cases import NOON

CASES = sorted(path.parent for path in (Path(__file__).parents[1] / "platforms").glob("*/*/answers.json"))
WORD = re.compile(r"[A-Za-z_]{4,60}")


@dataclass(frozen=True)
class Person:
    """A post, and the mark that tells its words.

    Attributes:
        post: what its platform says of it.
        around: whose answer shows it, if that is another post's.
    """

    post: Post
    mark: str
    around: str | None = None

    @property
    def embed(self) -> Embed:
        """What an article prints of it."""
        post = self.post
        bare = Embed(platform=post.platform, form="blockquote", id=post.id, url=post.url)
        return replace(bare, author=post.author, handle=post.handle, text=post.text, quotes=post.quotes)

    @property
    def key(self) -> str:
        """What an archive knows it by."""
        return post_key(self.embed)


class Web:
    """A source that answers from the folders of cases."""

    def __init__(self, folder: Path) -> None:
        self._cases = [web.case(each.parent, spool=folder) for each in sorted(folder.glob("*/answers.json"))]

    async def exchange(self, request: Request) -> Exchange:
        """What the first of them has."""
        for case in self._cases:
            if (found := await case.exchange(request)).reason is not Reason.NOT_IN_RECORDING:
                return found
        return Exchange(url=request.url, reason=Reason.NOT_IN_RECORDING, at=NOON, source="case")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


def people(folder: Path, chance: random.Random, count: int) -> list[Person]:
    """Write the answers of some cases with marked words below a folder; the posts that they show."""
    chosen = [case for case in CASES if _expected(case).get("post")]
    chance.shuffle(chosen)
    chosen.sort(key=lambda case: not _expected(case)["post"].get("related"))
    related = [case for case in chosen if _expected(case)["post"].get("related")]
    chosen = related[: max(2, count // 3)] + chosen[len(related) :]
    made: list[Person] = []
    for number, case in enumerate(chosen):
        target = folder / f"{case.parent.name}-{case.name}"
        found = list(_marked(case, target, number))
        if found and not {each.key for each in found} & {each.key for each in made}:
            made += found
        else:
            shutil.rmtree(target)
        if len(made) >= count:
            break
    return made


def articles(made: list[Person], chance: random.Random) -> Iterator[tuple[bytes, Scan, str]]:
    """Articles that show the posts, each two or three of them: bytes, finds, the text as it is read."""
    left = [*made]
    chance.shuffle(left)
    while left:
        shown, left = left[:3], left[3:]
        other = chance.choice(made)
        prose = f"An article of the day. {other.post.text or ''} And so on."
        images = (Image(url=f"https://paper.example/{len(left)}.jpg", alt=other.post.text or "", caption="A quay"),)
        link = other.post
        links = (Link(platform=link.platform, id=link.id, url=link.url),) if link.id and link.url else ()
        scan = Scan(
            document=Document(text="", source="a.html", title="The day"),
            embeds=tuple(person.embed for person in shown),
            images=images,
            links=links,
        )
        body = "".join(f"<blockquote>{_split(person.post.text or '')}</blockquote>" for person in shown)
        address = f'<a href="{link.url}">there</a>'
        yield f"<p>{_split(prose)}</p>{body}{address}".encode(), scan, prose + " \N{OBJECT REPLACEMENT CHARACTER}"


def _split(text: str) -> str:
    """A text with markup within its phrases."""
    return " ".join(
        f"<b>{html.escape(word)}</b>" if at % 3 == 1 else html.escape(word) for at, word in enumerate(text.split(" "))
    )


def _expected(case: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return found


def _marked(case: Path, target: Path, number: int) -> Iterator[Person]:
    """The posts of a case, once its answers are written with marked words; none where that makes no sense of them."""
    said = _expected(case)["post"]
    others = [post for post in said.get("related", ()) if post.get("id") and post.get("url")]
    named = _words(json.dumps([said.get("id"), [post.get("id") for post in others]]))
    named |= _words(json.dumps(_addresses(said))) | _structure(case)
    own = _words(_human({**said, "related": []})) - named
    theirs = [_words(_human(post)) - named for post in others]
    marks = [f"zq{chr(97 + number // 26)}{chr(97 + number % 26)}{chr(97 + at)}zq" for at in range(len(others) + 1)]
    renamed = {word: f"{word}{marks[0]}" for word in own - set().union(*theirs)}
    for at, words in enumerate(theirs):
        shared = own.union(*(each for other, each in enumerate(theirs) if other != at))
        renamed |= {word: f"{word}{marks[at + 1]}" for word in words - shared}
    embed = _write(case, target, renamed)
    platform = platforms.get(case.parent.name)
    found = asyncio.run(drive(platform.capture(embed), web.case(target)))
    if not isinstance(found, Post) or found.id is None or post_key(embed) != f"{found.platform}:{found.id}":
        return
    if marks[0] not in _human(plain(found)):  # it says nothing
        return
    main = Person(post=found, mark=marks[0])
    yield main
    for post in found.related:
        for mark in marks[1:]:
            if mark in _human(plain(post)) and post.id and post.url:
                yield Person(post=post, mark=mark, around=main.key)


def _write(case: Path, target: Path, renamed: Mapping[str, str]) -> Embed:
    """Write a case's answers with other words; what an article says of its post, with them."""
    target.mkdir(parents=True, exist_ok=True)
    for path in case.iterdir():
        data = path.read_bytes()
        if path.name == "answers.json":
            listed = json.loads(data)
            data = json.dumps({**listed, "answers": _renamed(listed["answers"], renamed)}).encode()
        elif path.suffix in {".html", ".json", ".txt", ".js"}:
            data = _rename(data.decode("latin-1"), renamed).encode("latin-1")
        (target / path.name).write_bytes(data)
    given = _renamed(_expected(case)["embed"], renamed)
    known = {name: given.get(name) for name in ("id", "url", "author", "handle", "text")}
    return Embed(platform=case.parent.name, form="blockquote", **known)


def _renamed(value: Any, renamed: Mapping[str, str]) -> Any:  # noqa: ANN401 -- a JSON value
    if isinstance(value, str):
        return _rename(value, renamed)
    if isinstance(value, list):
        return [_renamed(item, renamed) for item in value]
    if isinstance(value, dict):
        return {name: item if name == "file" else _renamed(item, renamed) for name, item in value.items()}
    return value


def _rename(text: str, renamed: Mapping[str, str]) -> str:
    return WORD.sub(lambda match: renamed.get(match[0], match[0]), text)


def _words(text: str) -> set[str]:
    return set(WORD.findall(text))


def _human(post: Mapping[str, Any]) -> str:
    """All that is somebody's words or name in a post."""
    told = [post.get(name) for name in ("author", "handle", "text", "place")]
    told += [ref.get("alt") for ref in post.get("media", ())]
    pairs = [post.get(name) or () for name in ("card", "poll")]  # a case has the post's own as objects
    told += [part for each in pairs for pair in (each.items() if isinstance(each, dict) else each) for part in pair[:2]]
    return " ".join(each for each in told if isinstance(each, str) and "://" not in each)


def _addresses(value: Any) -> list[str]:  # noqa: ANN401 -- a JSON value
    """The addresses of pictures, and hosts: none of them is anybody's words."""
    if isinstance(value, dict):
        refs = [address for ref in value.get("media", ()) if isinstance(ref, dict) for address in ref["candidates"]]
        return [*refs, *(address for item in value.values() for address in _addresses(item))]
    if isinstance(value, list):
        return [address for item in value for address in _addresses(item)]
    return [value.split("/")[2]] if isinstance(value, str) and value.startswith("http") and "/" in value[9:] else []


def _structure(case: Path) -> set[str]:
    """The words that make an answer what it is: names of fields, tags, attributes and classes, hosts, media types."""
    found: set[str] = set()
    for path in case.iterdir():
        text = path.read_bytes().decode("latin-1")
        found |= {word for key in re.findall(r'\\?"([^"\\]{1,60})\\?"\s*:', text) for word in WORD.findall(key)}
        found |= {
            word
            for tag in re.findall(r"<[^<>]{0,200}", text)
            for word in WORD.findall(re.sub(r'(?:content|title|alt)="[^"]*"', "", tag))
        }
        found |= {word for host in re.findall(r"https?:(?:\\?/){2}([\w.-]+)", text) for word in WORD.findall(host)}
    return found | {"http", "https", "text", "html", "json", "application", "true", "false", "null", "erased"}
