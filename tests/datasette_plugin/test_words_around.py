"""What an article says around a post, on the post's page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from embedarchive.model import Document, Embed, Mention, Scan
from embedarchive.store import Store


def test_a_post_tells_what_stands_around_it(ask_of: Callable[[Path], Any], tmp_path: Path) -> None:
    """Heading, sentence, the word that it was deleted, and the links that name it; escaped like all that is quoted."""
    url = "https://x.com/ada_pilot/status/42"
    post = Embed(
        platform="twitter", form="blockquote", id="42", text="A crane", url=url, start=0, end=1,
        context="The <b>quay</b>\nShe deleted the tweet:", deletion="She deleted the tweet:",
        mentions=(Mention(phrase="wrote on X", url=url),),
    )  # fmt: skip
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        document = Document(text="\ufffc", title="Cranes", source="cranes.html")
        store.add_article(b"cranes", Scan(document=document, embeds=(post,)), "\ufffc", parser="test")
    with ask_of(tmp_path) as ask:
        text = ask("/-/post/1").text
        assert 'The article says that it was deleted: <q dir="auto">She deleted the tweet:</q>' in text
        assert '<p dir="auto">The &lt;b&gt;quay&lt;/b&gt;</p>' in text
        assert 'Its words also link to it: <q dir="auto">wrote on X</q>' in text
