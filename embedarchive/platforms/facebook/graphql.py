"""A story in the answers that Facebook's site asks for by POST (`/api/graphql/`), which crawls with a browser hold.

An answer is JSON, or several, one a line. What a reader sees of a story is spread over its `comet_sections`: it is
looked for anywhere in the story, but not in another one that it shares. Seen in public recordings; not documented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from embedarchive.model import Post, Reference
from embedarchive.platforms.facebook import address as facebook
from embedarchive.platforms.facebook.common import handle_of
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.reading import page_json, values
from embedarchive.protocols.reading.provenance import credited

_OTHERS = frozenset({"attached_story", "attachments", "feedback", "comments", "interesting_top_level_comments"})
_MOST = 50_000  # objects and lists of one story
_LINES = 200


def read(body: bytes, known: Reference) -> Post | None:
    """The post that was asked for, where the answer holds it; never another one."""
    for line in body.splitlines()[:_LINES]:
        stories = page_json.objects(values.parsed(line), lambda node: _is(node, known))
        if found := next((post for story in stories if (post := _post(story, known))), None):
            return found
    return None


def _is(node: Mapping[str, object], known: Reference) -> bool:
    """Whether an object is the story that was asked for: by its number, or by its address."""
    if node.get("post_id") == known.id:
        return True
    named = (facebook.recognise(url) for key in ("wwwURL", "permalink_url") if (url := values.text(node.get(key))))
    return any(each is not None and each.id == known.id for each in named)


def _post(story: Mapping[str, object], known: Reference) -> Post | None:
    parts = list(_own(story))
    text = next((said for part in parts if (said := values.text(values.mapping(part, "message").get("text")))), None)
    actors = (values.mapping(actor) for part in parts for actor in values.items(part.get("actors"), 1))
    actor = next((each for each in actors if values.text(each.get("name"))), {})
    if not actor:
        return None
    seconds = next((time for part in parts if (time := values.number(part.get("creation_time")))), None)
    handle = handle_of(values.link(actor.get("url")))
    return credited(
        Post(
            platform="facebook",
            id=known.id,
            url=known.url,
            author=values.text(actor.get("name")),
            handle=handle or known.handle,
            author_url=values.link(actor.get("url")),
            posted_at=moment(seconds * 1000) if seconds else None,
            text=text,
        ),
        "page",
        **({} if handle else {"handle": "id"}),
    )


def _own(story: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The objects of a story, those further out first, without other stories and what people say of it."""
    waiting: list[object] = [story]
    for position in range(_MOST):
        if position >= len(waiting):
            return
        node = waiting[position]
        if isinstance(node, dict):
            yield values.mapping(node)
            waiting += (each for key, each in node.items() if key not in _OTHERS and isinstance(each, dict | list))
        elif isinstance(node, list):
            waiting += (each for each in node if isinstance(each, dict | list))
