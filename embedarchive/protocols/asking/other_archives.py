"""Web archives besides the Wayback Machine: asked for a post that it does not have.

Each is data: where its index is asked for the copies of an address, and what reads the answer. arquivo.pt answers as
pywb does (https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html); Memento's Time Travel
(https://timetravel.mementoweb.org/guide/api/) lists the copies of many archives, of which those are read whose
addresses say what they are copies of.
"""

from __future__ import annotations

from collections.abc import Callable, MutableSet, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from embedarchive import urls
from embedarchive.model import Answer, Capture, Embed, Missing, Post, Reason, Refusal, Request, Response
from embedarchive.protocols.asking import wayback
from embedarchive.protocols.reading import values

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.platform import Platform

_MOST_ADDRESSES = 2
_MOST_COPIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One index of copies.

    Attributes:
        name: as people know it.
        question: the address that is asked, `{url}` standing for the post's.
        safe: characters of that which are not percent-encoded.
        copies: the addresses of the copies that an answer lists, the oldest first.
    """

    name: str
    question: str
    safe: str = ""
    copies: Callable[[bytes], Sequence[str]]


def _of_lines(body: bytes) -> Sequence[str]:
    """An object a line: the time, the address, the status."""
    listed = [values.mapping(values.parsed(line)) for line in body.splitlines()[:200]]
    found = [
        (stamp, url)
        for one in listed
        if (stamp := values.digits(one.get("timestamp"))) and (url := values.link(one.get("url")))
        if str(one.get("status", "200")) in {"200", "-"} and len(stamp) == 14
    ]
    return [f"https://arquivo.pt/wayback/{stamp}id_/{url}" for stamp, url in sorted(found)]


def _of_timemap(body: bytes) -> Sequence[str]:
    """`{"mementos": {"list": [{"datetime": …, "uri": …}]}}`, of archives that were not asked yet."""
    listed = values.items(values.mapping(values.parsed(body), "mementos").get("list"))
    links = [link for one in map(values.mapping, listed) if (link := values.link(one.get("uri")))]
    own = [link for link in links if urls.unwrap(link).archived_at is not None]
    return [link for link in own if not (at := urls.parse(link)) or not at.on("archive.org", "arquivo.pt")]


INDEXES = (
    Index(
        name="arquivo.pt",
        question="https://arquivo.pt/wayback/cdx?url={url}&output=json&limit=50",
        copies=_of_lines,
    ),
    Index(
        name="Memento",
        question="https://timetravel.mementoweb.org/timemap/json/{url}",
        safe=":/?=&@",
        copies=_of_timemap,
    ),
)


def recover_elsewhere(platform: Platform, embed: Embed, missing: Missing, silent: MutableSet[str]) -> Capture:
    """Look for a post in each of them; else `missing`, unchanged: that an archive has no copy says nothing of the post.

    Args:
        platform: whose post it is.
        embed: the post.
        missing: why it is looked for.
        silent: the names of indexes that did not answer, which are not asked any more; more are added.
    """
    embed = wayback.known(embed, missing)
    pages = [address for address in platform.addresses(embed) if wayback.ANYWHERE not in address][:_MOST_ADDRESSES]
    for index in INDEXES:
        for page in pages:
            if index.name in silent:
                break
            answer: Answer = yield Request(url=index.question.format(url=quote(page, safe=index.safe)), kind="api")
            if isinstance(answer, Refusal) and answer.reason is Reason.NOT_IN_RECORDING:
                continue
            if not isinstance(answer, Response) or answer.status not in {200, 404}:
                silent.add(index.name)
                break
            for copy in index.copies(answer.body)[:_MOST_COPIES] if answer.status == 200 else ():
                replay: Answer = yield Request(url=copy)
                found = _read(platform, embed, replay, copy) if isinstance(replay, Response) else None
                if found is not None:
                    return found
    return missing


def _read(platform: Platform, embed: Embed, replay: Response, copy: str) -> Post | None:
    inside = urls.unwrap(copy)
    if inside.archived_at is None:
        return None
    memento = wayback.Memento(at=inside.archived_at, timestamp="", original=inside.url)
    given = wayback.replayed(replay, memento)
    found = platform.read(given[0]) if given else None
    if given is None or not isinstance(found, Post) or (embed.id and found.id and found.id != embed.id):
        return None
    return wayback.archived(found, given[1])
