"""Capturing a tweet without a login.

First its id (`identity`), then the sources in their order: the syndication endpoint, oEmbed where that has nothing to
show, the page as preview bots get it, which also holds long posts whole. Two voices are weighed: only when both say
"not found", or a tombstone says so in words, a tweet is `deleted`. What failed on the way there (a network, a rate
limit) is the reason instead, because then nothing was learnt.

A post's `text` is what its author wrote: entities decoded, each t.co link replaced by the whole address it stands
for, without the links of its own media and of the quoted tweet at the end. The answer itself is kept beside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import (
    RETRIED,
    TRANSIENT,
    Answer,
    Capture,
    Dialogue,
    Embed,
    Missing,
    Post,
    Reason,
    Reference,
    Refusal,
    Request,
    Response,
)
from embedarchive.platforms.twitter import nitter, syndication, tweet_html, tweet_json
from embedarchive.platforms.twitter.address import NAME, SOURCES
from embedarchive.platforms.twitter.identity import identify
from embedarchive.platforms.twitter.rendered import rendered
from embedarchive.protocols.asking import turns
from embedarchive.protocols.declaring.sources import Source
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.provenance import filled

if TYPE_CHECKING:
    from bs4 import Tag

PAGE = next(source for source in SOURCES if source.name == "page")


def capture(embed: Embed) -> Capture:
    """Fetch one tweet: its id if the article does not give it, then what X says about it."""
    found = yield from identify(embed, read)
    if isinstance(found, (Missing, Post)):
        return found
    url = tweet_json.permalink(found.id, found.handle or embed.handle)
    outcome = yield from _by_id(found.id, found.handle or embed.handle)
    return replace(outcome, id=found.id, url=url) if isinstance(outcome, Missing) else outcome


def requests(source: Source, tweet_id: str, handle: str | None) -> tuple[Request, ...]:
    """The question to one of X's sources about a tweet, and how else it is written.

    With `lang=en` a tombstone of the syndication endpoint gives its reason in English; other tools leave it out.
    """
    known = Reference(platform=NAME, id=tweet_id, url="", handle=handle or "i")
    return source.spellings(known, token=syndication.token(tweet_id))


def _by_id(tweet_id: str, handle: str | None) -> Capture:
    told: list[Missing | None] = []
    begun: Post | None = None
    for source in SOURCES:
        if source.opt_in:
            continue
        answer = yield from turns.first_answer(requests(source, tweet_id, handle))
        found = _outcome(answer, source.who, tweet_id)
        if begun is not None:
            return filled(begun, found) if isinstance(found, Post) else begun
        if isinstance(found, Post):
            if not found.handle and not told:  # of a suspended account the first shows the post without its author
                begun = found
                continue
            whole = found.truncated and source is not PAGE
            return (yield from _whole(found, handle)) if whole else found
        told.append(found)
        if found is not None and _final(found):
            break
    if len(told) == 1 and told[0] is not None:
        return told[0]
    why, page = _weighed(told[0], told[1]), told[2] if len(told) > 2 else None
    return page if page is not None and why.reason is Reason.NOT_IN_RECORDING else why


def _whole(post: Post, handle: str | None) -> Dialogue[Post]:
    """A long post, of which the first answer gives the beginning, with all its words where the page gives them."""
    answer = yield from turns.first_answer(requests(PAGE, post.id or "", post.handle or handle))
    page = _outcome(answer, PAGE.who, post.id or "")
    begun = (post.text or "").rstrip(" …")
    if (
        not isinstance(page, Post)
        or not page.text
        or len(page.text) <= len(begun)
        or not page.text.startswith(begun[:60])
    ):
        return post
    sources = tuple(
        (name, "page" if name == "text" else source) for name, source in post.sources if name != "truncated"
    )
    return replace(post, text=page.text, truncated=page.truncated, sources=sources)


def _final(missing: Missing) -> bool:
    """Whether oEmbed need not be asked.

    X gave the reason in words, or nothing was learnt and asking again later may help, which is better than settling
    for oEmbed's half of the post now.
    """
    told = missing.reason in {Reason.DELETED, Reason.SUSPENDED, Reason.PRIVATE} and bool(missing.detail)
    return told or missing.reason in TRANSIENT


def _outcome(answer: Answer, name: str, tweet_id: str) -> Post | Missing | None:
    """What one answer says of that tweet; None for "not found", which one endpoint alone does not settle."""
    if isinstance(answer, Refusal):
        return Missing(reason=answer.reason, detail=answer.detail, retry_after=answer.retry_after)
    if answer.status in {404, 410}:
        return None
    found = read(answer)
    if isinstance(found, Missing):
        return found
    # An edited post may answer under the id of its newest version; it names all of them.
    edited = found is not None and found.edited_at is not None and tweet_id.encode() in answer.body
    if found is None or (found.id != tweet_id and not edited):
        what = "an answer that we do not understand" if found is None else "another post"
        return Missing(reason=Reason.PROTOCOL, detail=f"{name} gave {what} (status {answer.status})")
    return found


def _weighed(stone: Missing | None, other: Missing | None) -> Missing:
    """Why there is no post, from two answers of which none shows it."""
    if stone is None:
        if other is None:
            return Missing(
                reason=Reason.DELETED, detail="tweet-result and oEmbed both answer that there is no such post"
            )
        return _noted(other, "tweet-result answers that there is no such post")
    if other is None:
        return _noted(stone, "oEmbed answers that there is no such post")
    if stone.reason is Reason.WITHHELD or other.reason not in RETRIED | {Reason.PRIVATE, Reason.SUSPENDED}:
        return stone
    known = other.reason in RETRIED - {Reason.PROTOCOL}
    return other if known or stone.reason is Reason.PROTOCOL else stone


def _noted(missing: Missing, note: str) -> Missing:
    return replace(missing, detail=f"{missing.detail}; {note}" if missing.detail else note)


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of tweet-result, oEmbed, the APIs v1.1 and v2, or a page.

    None when it is no answer about a tweet, and for "not found": one endpoint's word does not make a tweet deleted.
    """
    if response.status != 200:
        return _refused(response)
    body = response.body.lstrip()[:1]
    address = urls.unwrap(response.url).url
    if body in {b"{", b"["}:
        value = values.parsed(response.body)
        value = value[0] if isinstance(value, list) and value else value
        answer = values.mapping(value)
        if "html" in answer:
            return tweet_html.read_oembed(answer, "oembed")
        source = "syndication" if "__typename" in answer else "api"
        return tweet_json.read(answer, source, _asked_about(address))
    if body == b"<" or response.body[:3] == b"\xef\xbb\xbf":
        return tweet_html.read(values.decoded(response.body), address, "page", _drawn)
    return None


def _drawn(tree: Tag, tweet_id: str | None) -> Post | None:
    """A tweet as a browser drew it: by X itself, or by a front end."""
    return rendered(tree, tweet_id) or nitter.read(tree, tweet_id)


def _asked_about(address: str) -> str | None:
    """The id in a question to the site's own interface: `variables={"focalTweetId":"…"}`."""
    parts = urls.parse(address)
    asked = values.mapping(values.parsed(parts.parameter("variables"))) if parts else {}
    return next((found for name in ("focalTweetId", "tweetId") if (found := values.digits(asked.get(name)))), None)


def _refused(response: Response) -> Missing | None:
    """What a status other than 200 means."""
    wait = response.exchanges[-1].retry_after if response.exchanges else None
    if response.status == 429:
        return Missing(reason=Reason.RATE_LIMITED, detail="X asks us to slow down", retry_after=wait)
    if response.status in {401, 403}:
        oembed = urls.parse(response.url)
        asked = oembed is not None and oembed.path.startswith("/oembed") and response.status == 403
        if asked and values.mapping(values.parsed(response.body)):  # a wall against programs speaks no JSON
            return Missing(reason=Reason.PRIVATE, detail="oEmbed answers that it may not show this post (403)")
        return Missing(reason=Reason.LOGIN_WALL, detail=f"X answered {response.status}")
    if response.status >= 500:
        return Missing(reason=Reason.SERVER_ERROR, detail=f"X answered {response.status}", retry_after=wait)
    if response.status in {404, 410}:
        return None
    return Missing(reason=Reason.PROTOCOL, detail=f"X answered {response.status}")
