"""Tweets in the shape of the site's own answers (GraphQL), put into the names of API v1.1.

`TweetResultByRestId` answers with one tweet, `TweetDetail` with a conversation around it. Both ask for a login today;
crawls and archives hold them. What was under `legacy` is moving out of it piece by piece: a name is looked for in
both places. Seen in public recordings and in the types of maintained clients.
"""

from __future__ import annotations

from collections.abc import Mapping

from embedarchive.protocols.reading import page_json, values

_CARRIED = ("article", "birdwatch_pivot", "edit_control", "isStaleEdit")
_NESTED = 3


def tweet(answer: Mapping[str, object], wanted: str | None) -> dict[str, object] | None:
    """The tweet of an answer that was asked for, or what stands in its place; None when it is no such answer."""
    single = values.mapping(answer, "data", "tweetResult", "result") or values.mapping(answer, "tweet")
    if not single and ("legacy" in answer or "rest_id" in answer):
        single = answer
    if single:
        return _named(single)
    tweets, stones = _conversation(values.mapping(answer, "data"))
    if not tweets and not stones:
        return None
    focal = tweets.get(wanted or "", {}) or stones.get(wanted or "", {})
    if not focal:
        return None if wanted else _named(next(iter((*tweets.values(), *stones.values()))))
    named = _named(focal)
    answered = tweets.get(str(named.get("in_reply_to_status_id_str")))
    return named | ({"parent": _named(answered)} if answered else {})


def _conversation(
    data: Mapping[str, object],
) -> tuple[dict[str, Mapping[str, object]], dict[str, Mapping[str, object]]]:
    """The tweets of a conversation by their ids, and what stands in place of one."""
    tweets: dict[str, Mapping[str, object]] = {}
    stones: dict[str, Mapping[str, object]] = {}
    for item in page_json.objects(dict(data), lambda node: "tweet_results" in node or "entryId" in node):
        content = values.mapping(item, "content", "itemContent") or values.mapping(item, "item", "itemContent") or item
        result = _opened(values.mapping(content, "tweet_results", "result"))
        identifier = values.digits(result.get("rest_id"))
        entry = values.text(item.get("entryId")) or ""
        if identifier:
            tweets.setdefault(identifier, result)
        elif result and "tweet-" in entry:
            stones.setdefault(entry.rpartition("tweet-")[2], result)
    return tweets, stones


def _opened(result: Mapping[str, object]) -> Mapping[str, object]:
    """The tweet inside a `TweetWithVisibilityResults`."""
    return values.mapping(result, "tweet") or result


def _named(result: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """A tweet in the names of v1.1."""
    result = _opened(result)
    if "tombstone" in result or result.get("__typename") == "TweetUnavailable":
        return dict(result)
    legacy = values.mapping(result, "legacy")
    named: dict[str, object] = {**values.mapping(result, "details"), **values.mapping(result, "counts"), **legacy}
    named |= {"id_str": result.get("rest_id") or legacy.get("id_str")}
    named |= {name: result[name] for name in _CARRIED if name in result}
    note = values.mapping(result, "note_tweet", "note_tweet_results", "result")
    if values.text(note.get("text")):
        entities = {**values.mapping(named, "entities"), **values.mapping(note, "entity_set")}
        named |= {"full_text": note["text"], "entities": entities}
    named["user"] = _user(values.mapping(result, "core", "user_results", "result"))
    named["view_count"] = values.mapping(result, "views").get("count") or values.mapping(legacy, "ext_views").get(
        "count"
    )
    card = values.mapping(result, "card")
    if card:
        named["card"] = values.mapping(card, "legacy") or card
    quoted = values.mapping(result, "quoted_status_result", "result")
    if quoted and depth < _NESTED:
        named["quoted_status"] = _named(quoted, depth + 1)
    original = values.mapping(legacy, "retweeted_status_result", "result")
    if original and depth < _NESTED:
        named["retweeted_status"] = _named(original, depth + 1)
    return named


def _user(user: Mapping[str, object]) -> dict[str, object]:
    portrait = values.mapping(user, "avatar").get("image_url")
    moved = {"profile_image_url_https": portrait} if portrait else {}
    return {**values.mapping(user, "legacy"), **values.mapping(user, "core"), **moved}
