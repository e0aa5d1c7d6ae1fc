"""What something may be held for, in words for people."""

from __future__ import annotations

HELD = {
    "unverified": "Unverified",
    "verified": "Verified",
    "false": "False",
    "disputed": "Disputed",
}
