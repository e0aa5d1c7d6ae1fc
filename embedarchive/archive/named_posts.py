"""The post of an archive that a user names by its number or its URL."""

from __future__ import annotations

from embedarchive import platforms
from embedarchive.errors import UsageError
from embedarchive.model.rows import ListedPost
from embedarchive.store import Store


def post_row(store: Store, post: str) -> ListedPost:
    """The row of the post that a user names by its number or its URL, however that is spelt.

    Raises:
        UsageError: there is none.
    """
    known = platforms.recognise(post)
    wanted = {"platform": known.platform, "native_id": known.id} if known else {"id": post.removeprefix("#")}
    for row in store.listed_posts():
        if all(str(row[name]) == value for name, value in wanted.items()):
            return row
    called = f"{post} is not" if known else f"There is no post {post}"
    raise UsageError(f"{called} in {store.folder}; `embedarchive list` shows the posts that are.")
