"""Tweets in the shape of API v2, put into the names of API v1.1."""

from __future__ import annotations

from collections.abc import Mapping

from embedarchive.protocols.reading import values


def from_v2(answer: Mapping[str, object]) -> dict[str, object]:
    """A tweet of API v2, whose author, media and places stand apart in `includes`, in the names of v1.1."""
    data, shared = values.mapping(answer, "data"), values.mapping(answer, "includes")
    users, places, others, files = (
        _by_id(shared.get(kind), key)
        for kind, key in (("users", "id"), ("places", "id"), ("tweets", "id"), ("media", "media_key"))
    )
    tweet = _names_of_v1(data, users)
    attached = [
        files[key]
        for key in map(str, values.items(values.mapping(data, "attachments").get("media_keys")))
        if key in files
    ]
    tweet["extended_entities"] = {"media": [_media_of_v2(item) for item in attached]}
    geo = values.mapping(data, "geo")
    tweet["place"] = places.get(str(geo.get("place_id")))
    tweet["coordinates"] = values.mapping(geo, "coordinates")
    for item in map(values.mapping, values.items(data.get("referenced_tweets"))):
        other = others.get(str(item.get("id")), {})
        if item.get("type") == "quoted":
            tweet |= {"quoted_status_id_str": item.get("id"), "quoted_status": _names_of_v1(other, users)}
        elif item.get("type") == "replied_to":
            tweet |= {"in_reply_to_status_id_str": item.get("id"), "parent": _names_of_v1(other, users)}
    return tweet


def _by_id(members: object, key: str) -> dict[str, Mapping[str, object]]:
    return {str(item.get(key)): item for item in map(values.mapping, values.items(members))}


def _names_of_v1(data: Mapping[str, object], users: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    author = users.get(str(data.get("author_id")), {})
    counted = values.mapping(data, "public_metrics")
    written = [values.mapping(item) for item in values.items(values.mapping(data, "entities").get("urls"))]
    return {
        "id_str": data.get("id"),
        "full_text": data.get("text"),
        "text": data.get("text"),
        "created_at": data.get("created_at"),
        "lang": data.get("lang"),
        "possibly_sensitive": data.get("possibly_sensitive"),
        "user": {
            "name": author.get("name"),
            "screen_name": author.get("username"),
            "profile_image_url_https": author.get("profile_image_url"),
        },
        "entities": {
            "urls": [item for item in written if "media_key" not in item],
            "media": [item for item in written if "media_key" in item],
        },
        "edit_control": {"edit_tweet_ids": data.get("edit_history_tweet_ids")},
        "favorite_count": counted.get("like_count"),
        "reply_count": counted.get("reply_count"),
        "retweet_count": counted.get("retweet_count"),
        "quote_count": counted.get("quote_count"),
        "view_count": counted.get("impression_count"),
    }


def _media_of_v2(item: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": item.get("type"),
        "media_url_https": item.get("url") or item.get("preview_image_url"),
        "ext_alt_text": item.get("alt_text"),
        "original_info": {"width": item.get("width"), "height": item.get("height")},
        "video_info": {"duration_millis": item.get("duration_ms"), "variants": item.get("variants")},
    }
