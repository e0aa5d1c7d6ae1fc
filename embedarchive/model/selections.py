"""The filters of a selection of posts: what some of them can be, and all of them as arguments of calls."""

from __future__ import annotations

from typing import TypedDict

from embedarchive.model.states import GONE, Status

YES, NO = "yes", "no"
MEDIA = {YES: (), NO: (), "photo": ("photo",), "video": ("video", "gif"), "audio": ("audio",)}
"""What a post may be asked to have, and the roles that such media have in it."""
VERIFICATIONS = ("unverified", "verified", "false", "disputed")
"""What somebody may hold a post, an image or an article for; the first of them, as long as nobody says otherwise."""
WORDS = {
    "status": tuple(map(str, Status)),
    "gone": (YES, *sorted(map(str, GONE))),
    "media": tuple(MEDIA),
    "sensitive": (YES, NO),
    "differs": (YES,),
    "verification": VERIFICATIONS,
}
"""The filters that can be one of a few words."""


class Selection(TypedDict, total=False):
    """Which posts: all that is asked for holds of each. The values are those of the website and of the commands.

    Attributes:
        q: words, with "phrases", -words, OR, and filters such as from:jane among them.
        status: archived, recovered, unavailable, pending, failed.
        platform: twitter, bluesky …
        handle: the author's handle.
        author: a word of the author's name or handle.
        language: a language tag (BCP 47): nl, pt-BR.
        outlet: the outlet of an article that shows them.
        since: a day, month, year or time, included: 2026-10-01, 2026-10, 2026-10-01 22:15, 2026-10-01T22:15+02:00.
        until: likewise.
        zone: the time zone of these two, UTC unless it is given: Europe/Kyiv, +03:00.
        near: latitude,longitude,kilometres, in degrees.
        box: west,south,east,north, in degrees.
        media: yes, no, photo, video, audio.
        sensitive: yes or no.
        gone: yes, or why they are gone from the web: deleted …
        differs: yes for those of which the article and another voice do not say the same.
        tag: a tag that somebody put on them.
        collection: a collection that somebody put them into.
        verification: what they are held for: unverified, verified, false, disputed.
    """

    q: str
    status: str
    platform: str
    handle: str
    author: str
    language: str
    outlet: str
    since: str
    until: str
    zone: str
    near: str
    box: str
    media: str
    sensitive: str
    gone: str
    differs: str
    tag: str
    collection: str
    verification: str
