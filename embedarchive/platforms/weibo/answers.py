"""A post of Weibo as its interfaces have it (`statuses/show` for telephones and for browsers)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from embedarchive.model import MediaRef, Missing, Post, Reason, Reference
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import soup, words

_NUMBERS = {20101: Reason.DELETED, 20112: Reason.PRIVATE}
"""What the interfaces' numbers say: the post does not exist; the asker may not see it."""
_IN_PLACE = (
    (Reason.WITHHELD, ("法律法规",)),
    (Reason.PRIVATE, ("权限", "隐私", "仅粉丝", "自己可见")),
    (Reason.DELETED, ("不存在", "删除")),
)


def refusal(answer: Mapping[str, object]) -> Missing | None:
    """Why an interface shows no post, by its number, else by its words; None when it gives none.

    "Does not exist, or may not be seen" (`不存在或暂无查看权限`) does not tell which, and comes with numbers of either.
    """
    if answer.get("ok") == -100:
        return Missing(reason=Reason.LOGIN_WALL, detail="Weibo asks for a login")
    said = values.text(answer.get("msg")) or values.text(answer.get("message"))
    number = values.number(answer.get("error_code")) or values.number(answer.get("errno"))
    if answer.get("ok") != 0 or not (said or number):
        return None
    told = [reason for reason, marks in _IN_PLACE if any(mark in (said or "") for mark in marks)]
    known = _NUMBERS.get(number or 0) or next(iter(told), Reason.PROTOCOL)
    either = Reason.PRIVATE in told and Reason.DELETED in told
    return Missing(reason=Reason.PROTOCOL if either else known, detail=f"Weibo says: {said or number}")


def post(status: Mapping[str, object], asked: Reference | None, *, nested: bool = False) -> Post | None:
    """The post that a status is; None when it is another than was asked for, or none."""
    identifier = values.digits(status.get("mid")) or values.digits(status.get("id"))
    user = values.mapping(status, "user")
    whole = values.text(values.mapping(status, "longText").get("longTextContent"))
    content = whole or values.text(status.get("text_raw")) or values.text(status.get("text"))
    if identifier is None or content is None or (asked is not None and asked.id != identifier):
        return None
    other = values.mapping(status, "retweeted_status")
    quoted = post(other, None, nested=True) if other and not nested else None
    account = values.digits(user.get("id"))
    video = values.mapping(status, "page_info", "media_info")
    named = (video.get(key) for key in ("mp4_hd_url", "mp4_sd_url", "stream_url_hd", "stream_url"))
    films = tuple(link for address in named if (link := values.link(address)))
    media = [MediaRef(candidates=films, role="video", duration_s=values.real(video.get("duration")))] if films else []
    pictures = _pictures(status)
    media += [replace(ref, index=index) for index, ref in enumerate(pictures, len(media))]
    return credited(
        Post(
            platform="weibo",
            id=identifier,
            url=f"https://weibo.com/{account}/{values.text(status.get('bid')) or identifier}" if account else None,
            author=values.text(user.get("screen_name")),
            author_url=f"https://weibo.com/u/{account}" if account else None,
            posted_at=values.moment(status.get("created_at")),
            text=words(soup(content)).strip() if "<" in content else content.strip(),
            media=tuple(media),
            quotes=quoted.url if quoted else None,
            related=(quoted,) if quoted else (),
            counts=counts(
                likes=status.get("attitudes_count"),
                replies=status.get("comments_count"),
                reposts=status.get("reposts_count"),
            ),
            truncated=status.get("isLongText") is True and whole is None,
        ),
        "api",
    )


def _pictures(status: Mapping[str, object]) -> list[MediaRef]:
    """Each image, the largest form first, and the size of that where it is said."""
    listed = [values.mapping(one) for one in values.items(status.get("pics"), 30)]
    listed += [values.mapping(one) for one in values.mapping(status, "pic_infos").values()][:30]
    found = []
    for one in listed:
        forms = [values.mapping(one, kind) for kind in ("largest", "original", "large")]
        named = (*(form.get("url") for form in forms), one.get("url"))
        known = tuple(dict.fromkeys(link for url in named if (link := values.link(url))))
        best = next((form for form in forms if values.link(form.get("url"))), {})
        size = values.size(values.mapping(best, "geo") or best)
        found += [MediaRef(candidates=known, **size)] if known else []
    return found
