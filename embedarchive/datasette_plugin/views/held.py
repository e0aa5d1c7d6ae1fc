"""What something may be held for, in words for people."""

from __future__ import annotations

HELD = {
    "unverified": "Unverified",
    "verified": "Verified",
    "false": "False",
    "disputed": "Disputed",
}
KINDS = {
    "note": "A note",
    "tag": "A tag",
    "untag": "A tag that was taken off",
    "collect": "A collection",
    "uncollect": "A collection that it was taken out of",
    "verification": "Held for",
}
"""What kinds of things people say."""
