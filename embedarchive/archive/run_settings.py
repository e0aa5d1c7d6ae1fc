"""What a run is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from embedarchive.archive.articles.origins import LIMIT, Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is asked to do.

    Attributes:
        images: whether the images of articles are kept.
        avatars: whether the authors' profile images are kept.
        third_parties: strangers who are asked for what X does not show.
        only: platforms; empty means all.
        max_article_bytes: larger articles are refused.
        save_to_wayback: whether the Wayback Machine is asked to keep what is live.
        new_only: whether items of feeds, lists and folders are passed over that were read before as they are now.
        videos: whether videos are looked for of which the platform names no file.
        choice: which articles of a recording are wanted.
        jobs: in how many processes files are read.
    """

    images: bool = True
    avatars: bool = False
    only: tuple[str, ...] = ()
    max_article_bytes: int = LIMIT
    save_to_wayback: bool = False
    new_only: bool = False
    videos: bool = False
    third_parties: tuple[str, ...] = ()
    choice: Choice = field(default_factory=Choice)
    jobs: int = 1

    def wants(self, platform: str | None) -> bool:
        """Whether posts of this platform are asked for."""
        return not self.only or platform in self.only
