"""Who wrote an article, for whom and when: on every page that shows it, and in the search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from embedarchive.model import Document, Embed, Publication, Scan
from embedarchive.store import Store

SAID = Publication(
    outlet="The <b>Harbour</b> Post",
    authors=("Ada Pilot", "Ben Winch"),
    published="2022-11-11T09:00:00Z",
    modified="2022-11-13T10:00:00",
    sources=(("authors", "meta"), ("outlet", "meta"), ("published", "json-ld")),
)
LINE = "By <bdi>Ada Pilot</bdi>, <bdi>Ben Winch</bdi> · <bdi>The &lt;b&gt;Harbour&lt;/b&gt; Post</bdi>"


@pytest.fixture(scope="module")
def ask(ask_of: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """An archive with an article that says all of it, and one that says nothing."""
    folder = tmp_path_factory.mktemp("bylines")
    post = Embed(platform="twitter", form="blockquote", id="42", text="A crane", start=0, end=1)
    with Store.open(folder) as store:
        store.begin_run("test")
        for name, said in (("cranes", SAID), ("gulls", None)):
            document = Document(text=f"\ufffc {name}", title=name.title(), source=f"{name}.html", publication=said)
            store.add_article(name.encode(), Scan(document=document, embeds=(post,)), f"\ufffc {name}", parser="test")
    with ask_of(folder) as asked:
        yield asked


@pytest.mark.parametrize("page", ["/", "/-/articles", "/-/article/1"])
def test_an_article_tells_who_wrote_it(ask: Callable[..., Any], page: str) -> None:
    """Escaped like everything that strangers wrote; a time without zone is shown as its day."""
    text = ask(page).text
    assert LINE in text
    assert '<time datetime="2022-11-11T09:00:00Z">11 November 2022, 09:00 UTC</time>' in text
    assert 'changed <time datetime="2022-11-13T10:00:00">13 November 2022</time>' in text
    assert text.count('class="written"') == 1


def test_a_post_tells_where_it_was_printed(ask: Callable[..., Any]) -> None:
    """Outlet and day beside the title of the article."""
    text = ask("/-/post/1").text
    assert "Cranes</cite></a>, <bdi>The &lt;b&gt;Harbour&lt;/b&gt; Post</bdi>, <time" in text
    assert "Gulls</cite></a>\n" in text


@pytest.mark.parametrize("words", ["winch", "harbour"])
def test_an_article_is_found_by_its_author_and_outlet(ask: Callable[..., Any], words: str) -> None:
    """And that is not called something said of a picture."""
    text = ask(f"/-/articles?q={words}").text
    assert "/-/article/1" in text
    assert "/-/article/2" not in text
    assert "said of a picture" not in text
