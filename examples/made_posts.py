"""Posts that nobody wrote, and what X would answer about them.

The shapes are those of the public syndication and oEmbed endpoints; the people, the words and the ids are made up.
"""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass
from typing import Any

_EPOCH = 1_288_834_974_657
"""When the ids of Twitter begin to count, in milliseconds of Unix time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo of a post. `key` is the name that the platform's media host gives it; `file` stands in media/."""

    key: str
    file: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video of a post, with its still."""

    key: str
    file: str
    still: str
    width: int
    height: int
    milliseconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePost:
    """A post of X.

    Attributes:
        text: its words, without the link to its media.
        printed: its words as the article has them, where the author changed them since; empty where they are the same.
        slug: what stands behind `pic.twitter.com/`; empty for a post without media.
        fate: `live`; `deleted`, which the platform answers with a tombstone; `vanished`, which it answers with 404.
        refresh: the short link answers as browsers are answered, by a page that moves on, not by a redirect.
        kept: when the Wayback Machine took a copy; null if it never did.
    """

    id: str
    handle: str
    name: str
    text: str
    language: str
    printed: str = ""
    slug: str = ""
    photos: tuple[Photo, ...] = ()
    video: Video | None = None
    quotes: MadePost | None = None
    likes: int = 0
    replies: int = 0
    fate: str = "live"
    refresh: bool = False
    kept: dt.datetime | None = None

    @property
    def posted_at(self) -> dt.datetime:
        """The time that the id contains."""
        return dt.datetime.fromtimestamp(((int(self.id) >> 22) + _EPOCH) / 1000, dt.UTC)

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://x.com/{self.handle}/status/{self.id}"

    @property
    def media_url(self) -> str:
        """Where its short link leads to."""
        kind = "video" if self.video else "photo"
        return f"https://twitter.com/{self.handle}/status/{self.id}/{kind}/1"

    @property
    def full_text(self) -> str:
        """Its words with the short link of its media behind them, as the platform stores them."""
        return f"{self.text} https://t.co/{self.slug}" if self.slug else self.text


def snowflake(moment: dt.datetime, low: int = 0) -> str:
    """An id that was given at that moment."""
    return str(((round(moment.timestamp() * 1000) - _EPOCH) << 22) | low)


def tweet_result(post: MadePost) -> dict[str, Any]:
    """What `cdn.syndication.twimg.com/tweet-result` answers for a post that is there."""
    return _body(post) | {
        "__typename": "Tweet",
        "conversation_count": post.replies,
        "news_action_type": "conversation",
        **({"quoted_tweet": _quoted(post.quotes)} if post.quotes else {}),
        "isEdited": False,
        "isStaleEdit": False,
    }


def tombstone() -> dict[str, Any]:
    """What it answers for a post that its author has deleted."""
    words = "This Post was deleted by the Post author. Learn more"
    link = {"from_index": 42, "to_index": 52, "ref": {"__typename": "TimelineUrl", "url": "https://help.twitter.com/"}}
    return {"__typename": "TweetTombstone", "tombstone": {"text": {"text": words, "rtl": False, "entities": [link]}}}


def oembed(post: MadePost) -> dict[str, Any]:
    """What `publish.twitter.com/oembed` answers for a post that is there."""
    body = html.escape(post.text, quote=False).replace("\n", "<br>")
    if post.slug:
        body += f' <a href="https://t.co/{post.slug}">pic.twitter.com/{post.slug}</a>'
    day = f"{post.posted_at:%B} {post.posted_at.day}, {post.posted_at.year}"
    markup = (
        f'<blockquote class="twitter-tweet" data-dnt="true"><p lang="{post.language}" dir="ltr">{body}</p>'
        f"&mdash; {html.escape(post.name)} (@{post.handle}) "
        f'<a href="{post.url.replace("x.com", "twitter.com")}?ref_src=twsrc%5Etfw">{day}</a></blockquote>\n\n'
    )
    return {
        "url": post.url,
        "author_name": post.name,
        "author_url": f"https://x.com/{post.handle}",
        "html": markup,
        "width": 550,
        "height": None,
        "type": "rich",
        "cache_age": "3153600000",
        "provider_name": "X",
        "provider_url": "https://x.com",
        "version": "1.0",
    }


def page(post: MadePost) -> str:
    """The page of a post as a crawler with a browser keeps it: after the scripts have filled it."""
    words = html.escape(post.text, quote=False)
    photos = "".join(
        f'<div data-testid="tweetPhoto"><img alt="{html.escape(photo.alt)}" draggable="true" '
        f'src="https://pbs.twimg.com/media/{photo.key}?format=jpg&amp;name=small"></div>'
        for photo in post.photos
    )
    path = f"/{post.handle}/status/{post.id}"
    stamp = post.posted_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(post.name)} on X: “{words}” / X</title>"
        f'<link rel="canonical" href="{post.url}"></head><body><div id="react-root">'
        '<article data-testid="tweet" role="article"><div data-testid="User-Name">'
        f'<a href="/{post.handle}" role="link"><span>{html.escape(post.name)}</span></a>'
        f'<a href="/{post.handle}" role="link"><span>@{post.handle}</span></a></div>'
        f'<div data-testid="tweetText" dir="auto" lang="{post.language}"><span>{words}</span></div>{photos}'
        f'<a href="{path}" role="link"><time datetime="{stamp}">{post.posted_at:%b} {post.posted_at.day}</time></a>'
        "</article></div></body></html>"
    )


def _user(post: MadePost) -> dict[str, Any]:
    return {
        "id_str": str(int(post.id) >> 24),
        "name": post.name,
        "screen_name": post.handle,
        "profile_image_url_https": f"https://pbs.twimg.com/profile_images/{int(post.id) >> 3}/{post.handle}_normal.jpg",
        "profile_image_shape": "Circle",
        "verified": False,
        "is_blue_verified": False,
    }


def _body(post: MadePost) -> dict[str, Any]:
    media = _media(post)
    return {
        "lang": post.language,
        "favorite_count": post.likes,
        "possibly_sensitive": False,
        "created_at": post.posted_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "display_text_range": [0, len(post.text)],
        "entities": {
            "hashtags": [],
            "urls": [],
            "user_mentions": [],
            "symbols": [],
            **({"media": [_link(post)]} if media else {}),
        },
        "id_str": post.id,
        "text": html.escape(post.full_text, quote=False),
        "user": _user(post),
        "edit_control": {"edit_tweet_ids": [post.id], "is_edit_eligible": False, "edits_remaining": "5"},
        **({"mediaDetails": media} if media else {}),
        **({"photos": [_photo(post, photo) for photo in post.photos]} if post.photos else {}),
        **({"video": _player(post.id, post.video)} if post.video else {}),
    }


def _quoted(post: MadePost) -> dict[str, Any]:
    return _body(post) | {"reply_count": post.replies, "retweet_count": 0, "self_thread": {"id_str": post.id}}


def _link(post: MadePost) -> dict[str, Any]:
    start = len(post.text) + 1
    return {
        "display_url": f"pic.x.com/{post.slug}",
        "expanded_url": post.media_url.replace("twitter.com", "x.com"),
        "indices": [start, start + len(f"https://t.co/{post.slug}")],
        "url": f"https://t.co/{post.slug}",
    }


def _media(post: MadePost) -> list[dict[str, Any]]:
    details = [
        {
            **_link(post),
            "type": "photo",
            "media_url_https": f"https://pbs.twimg.com/media/{photo.key}.jpg",
            **({"ext_alt_text": photo.alt} if photo.alt else {}),
            "ext_media_availability": {"status": "Available"},
            "original_info": {"width": photo.width, "height": photo.height, "focus_rects": []},
        }
        for photo in post.photos
    ]
    if post.video:
        details.append(
            {
                **_link(post),
                "type": "video",
                "media_url_https": still_url(post.id, post.video),
                "ext_media_availability": {"status": "Available"},
                "original_info": {"width": post.video.width, "height": post.video.height, "focus_rects": []},
                "video_info": {
                    "aspect_ratio": [16, 9],
                    "duration_millis": post.video.milliseconds,
                    "variants": [
                        {
                            "content_type": "application/x-mpegURL",
                            "url": f"https://video.twimg.com/ext_tw_video/{post.id}/pu/pl/{post.video.key}.m3u8?tag=12",
                        },
                        {"bitrate": 832000, "content_type": "video/mp4", "url": video_url(post.id, post.video)},
                    ],
                },
            }
        )
    return details


def _photo(post: MadePost, photo: Photo) -> dict[str, Any]:
    return {
        "backgroundColor": {"red": 120, "green": 160, "blue": 200},
        "cropCandidates": [],
        "expandedUrl": post.media_url,
        "url": f"https://pbs.twimg.com/media/{photo.key}.jpg",
        "width": photo.width,
        "height": photo.height,
    }


def _player(identifier: str, video: Video) -> dict[str, Any]:
    return {
        "aspectRatio": [16, 9],
        "contentType": "media_entity",
        "durationMs": video.milliseconds,
        "mediaAvailability": {"status": "available"},
        "poster": still_url(identifier, video),
        "variants": [{"type": "video/mp4", "src": video_url(identifier, video)}],
        "videoId": {"type": "tweet", "id": identifier},
        "viewCount": 0,
    }


def still_url(identifier: str, video: Video) -> str:
    """Where the still of a video is served."""
    return f"https://pbs.twimg.com/ext_tw_video_thumb/{identifier}/pu/img/{video.key}.jpg"


def video_url(identifier: str, video: Video) -> str:
    """Where a video is served in its best quality."""
    return (
        f"https://video.twimg.com/ext_tw_video/{identifier}/pu/vid/avc1/"
        f"{video.width}x{video.height}/{video.key}.mp4?tag=12"
    )
