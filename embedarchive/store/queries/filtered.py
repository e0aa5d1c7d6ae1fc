"""Which posts are asked for: the conditions that a filter makes of what somebody wants to see."""

from __future__ import annotations

from dataclasses import dataclass, fields

from embedarchive.store.queries.search import matching

COLUMNS = ("status", "platform", "handle", "language")
YES = "yes"
HITS = 2_000
"""Of a search, the newest this many are looked at: a word that most posts have is answered as fast as a rare one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFilter:
    """What posts are asked for.

    `since` and `until` are days, months or years, both included; `gone` is a reason, or yes for any; `differs` is yes
    for the posts of which the article and the platform do not say the same.
    """

    q: str = ""
    status: str = ""
    platform: str = ""
    handle: str = ""
    language: str = ""
    since: str = ""
    until: str = ""
    gone: str = ""
    differs: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What is asked for, by name; an empty text where nothing is."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __bool__(self) -> bool:
        return any(self.given.values())

    @property
    def chosen(self) -> bool:
        """Whether anything but words is asked for."""
        return any(value for name, value in self.given.items() if name != "q")

    def where(
        self, time: str = "day", *, rarest: str | None = None, hits: int = HITS
    ) -> tuple[list[str], list[str | int]]:
        """The conditions on `posts p`, and their values.

        Args:
            time: the column that the days are held against.
            rarest: the one of our columns whose index SQLite is to follow; the others are looked at post by post
                (https://sqlite.org/optoverview.html: a plus keeps a term from using an index).
            hits: at how many posts with the words a search looks at most; -1 for all.
        """
        wanted, values = list[str](), list[str | int]()
        for name, value in self._equal.items():
            followed = not self.few and rarest in {None, name}
            wanted.append(f"{'' if followed else '+'}p.{name} = ?")
            values.append(value)
        few = "+" if self.few else ""
        if self.since:
            wanted.append(f"{few}p.{time} >= ?")
            values.append(self.since)
        if self.until:
            wanted.append(f"{few}p.{time} <= ?")
            values.append(f"{self.until}~")  # after every day, hour and second that begins so
        if self.gone:
            wanted.append("p.gone_at IS NOT NULL")
        if self.differs:
            wanted.append("p.disagreements <> '[]'")
        if self.q:
            wanted.append(
                f"p.id IN (SELECT rowid FROM posts_fts WHERE posts_fts MATCH ? ORDER BY rowid DESC LIMIT {hits})"
            )
            values.append(matching(self.q))
        return wanted, values

    @property
    def few(self) -> bool:
        """Whether so few posts are asked for that they are looked at one by one: no index leaves fewer."""
        return bool(self.q or self.differs)

    @property
    def _equal(self) -> dict[str, str]:
        """The columns of `posts` that have to have one value."""
        given = {name: getattr(self, name) for name in COLUMNS} | {"gone_reason": self.gone if self.gone != YES else ""}
        return {name: value for name, value in given.items() if value}

    @property
    def counted(self) -> dict[str, str]:
        """What the writer counts of it: a value for each column, or % for any."""
        return self._equal | ({"gone_reason": "%"} if self.gone == YES else {})

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the conditions read."""
        return ("posts", "posts_fts") if self.q else ("posts",)
