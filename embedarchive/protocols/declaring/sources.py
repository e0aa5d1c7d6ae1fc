"""Where a platform is asked about a post: its sources, listed in its module as `SOURCES` in the order of asking.

Each is asked where those before it do not show the post, and `posts.sources` says which one showed it. The captures,
the doctor and the table in `docs/sources.md` read this list: none of them asks or tells what the others do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from embedarchive.model import Reference, Request

ACTIVITY = (
    ("Accept", 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'),
)
"""The header that asks a server of the fediverse for the object itself, and not for its page."""
_PLACE = re.compile(r"\{([a-z]{1,9})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One question that a platform, or a stranger in its place, answers about a post.

    Attributes:
        name: what a post's `sources` call it, one word: `syndication`, `oembed`, `page`, `api` …
        url: the address that is asked. `{url}` stands for the post's own address, `{quoted}` for that percent-encoded,
            `{path}` for its path, `{id}` for the post's id, `{host}` and `{code}` for the first and the last part of
            that, `{handle}` for its author's account. Empty: nobody is asked, the post's address itself says it.
        gives: what it shows of a post, in a few words.
        shape: where what its answers look like is known from: recorded (in public), documented (by the platform or by a
            maintained client) or made (by a standard, and nowhere seen).
        checked: the day on which its readers were last held against that, as YYYY-MM-DD.
        also: how else crawlers write the address: a recording may have its answer there; the network is not asked.
        ids: regular expression of the ids that it is asked about; empty: all.
        who: what answers, as the subject of a sentence; `{host}` as in `url`.
        reads: what readers of its answers call it, where that is not its name.
        certain: whether its "not found" in JSON is the platform's word: an interface known to answer everybody about
            posts that live.
        opt_in: whether it is a stranger's, asked only when the user names it.
        kind: of the request: `page`, or `api` for what programs are answered.
        headers: what is sent besides.
        posted: the body of a question that is posted, with `{id}` in it; empty: it is asked for.
    """

    name: str
    gives: str
    shape: str
    checked: str
    url: str = "{url}"
    also: tuple[str, ...] = ()
    ids: str = ""
    who: str = "The page"
    reads: str = ""
    certain: bool = False
    opt_in: bool = False
    kind: str = "page"
    headers: tuple[tuple[str, str], ...] = ()
    posted: str = ""

    def answers(self, identifier: str) -> bool:
        """Whether it is asked about the post of that id."""
        return bool(self.url) and (not self.ids or re.fullmatch(self.ids, identifier) is not None)

    def called(self, known: Reference) -> str:
        """What answers about this post, as the subject of a sentence."""
        return self.who.replace("{host}", known.id.partition("/")[0])

    def request(self, known: Reference, **more: str) -> Request:
        """The question about a post; `more` are further words that its address has places for."""
        return self.spellings(known, **more)[0]

    def spellings(self, known: Reference, **more: str) -> tuple[Request, ...]:
        """The question, and how else it is written."""
        path = known.url.partition("://")[2].partition("/")[2]
        places = {
            "url": known.url.rstrip("/") if self.url.startswith("{url}/") else known.url,
            "quoted": quote(known.url, safe=""),
            "path": path.rstrip("/"),
            "id": quote(known.id, safe="/:?=&"),
            "host": known.id.partition("/")[0],
            "code": quote(known.id.rpartition("/")[2]),
            "handle": known.handle or "",
            **more,
        }

        def filled(text: str) -> str:
            return _PLACE.sub(lambda found: places.get(found[1], found[0]), text)

        asked = dict.fromkeys(_one_query(filled(address)) for address in (self.url, *self.also))
        if not self.posted:
            return tuple(Request(url=address, kind=self.kind, headers=self.headers) for address in asked)
        body = self.posted.replace("{id}", known.id).encode()
        return tuple(
            Request(url=address, kind=self.kind, headers=self.headers, method="POST", body=body) for address in asked
        )


def fediverse(*, shape: str, page: str, checked: str) -> tuple[Source, ...]:
    """The sources of a software of the fediverse that has no other: under a post's address its object, then its page.

    Args:
        shape: where its objects are known from (`Source.shape`).
        page: the same of its pages.
        checked: see `Source`.
    """
    words = "whole text, author, hour, files, what it answers"
    return (
        Source(name="activitypub", who="{host}", kind="api", headers=ACTIVITY, gives=words, shape=shape,
               checked=checked),
        Source(name="page", who="{host}'s page", gives="what it shows to browsers and other sites", shape=page,
               checked=checked),
    )  # fmt: skip


def _one_query(address: str) -> str:
    """An address whose query begins once: what was put into it may have brought one."""
    before, mark, query = address.partition("?")
    return f"{before}{mark}{query.replace('?', '&')}"
