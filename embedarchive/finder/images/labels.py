"""What a page writes above a block of its own: that other articles follow, whatever the block's classes are called."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import islice

from embedarchive.documents.html import Node, is_element
from embedarchive.patterns import regex

_LEVELS = 6
_NEAREST = 2
_LONGEST = 60
"""A label has fewer letters; what is longer is a sentence."""
_HEADLINE = 25
"""Letters with which a headline begins, and which the address of its page repeats."""
_GAPS = regex(r"[\W_]+")
_OTHERS = (
    "related", "read more", "read also", "read next", "more from", "more on", "more about", "more stories", "more like",
    "more news", "more in", "see also", "also read", "keep reading", "further reading", "you may", "you might",
    "recommended", "don t miss", "most read", "most popular", "most viewed", "trending", "latest news",
    "latest stories", "latest articles", "latest posts", "top news", "top stories", "up next", "editor s pick",
    "editors pick", "similar articles", "similar posts", "similar stories",
    "ähnliche", "mehr zum", "mehr aus", "mehr von", "mehr artikel", "lesen sie auch", "lesen sie mehr",
    "lesen sie dazu",
    "lese auch", "lies auch", "auch interessant", "das könnte", "weitere artikel", "weitere themen",
    "weitere beiträge", "weitere meldungen", "weitere nachrichten", "meistgelesen", "empfohlen", "passend dazu",
    "lire aussi", "à lire", "sur le même", "dans la même", "article lié", "articles liés", "articles similaires",
    "lees ook", "lees meer", "lees verder", "meer over", "meer nieuws", "meer van", "gerelateerd",
    "leer más", "leer también", "lee también", "te puede", "te recomendamos", "noticias relacionadas", "más noticias",
    "más leídas", "más leídos", "relacionad", "leia também", "leia mais", "veja também", "veja mais", "mais lidas",
    "leggi anche", "potrebbe interessar", "articoli correlati", "zobacz też", "zobacz także", "zobacz również",
    "czytaj też", "czytaj także", "czytaj więcej", "polecamy", "čtěte", "související", "läs också", "læs også",
    "les også", "читайте также", "читайте ещё", "читайте еще", "читайте по теме", "материалы по теме", "по теме",
    "похожие", "другие новости", "самое читаемое", "ilgili haber", "関連", "おすすめ", "相关", "推荐阅读", "관련",
)  # fmt: skip


def is_among_others(element: Node, article: Container[Node]) -> bool:
    """Whether the nearest words before an element, or before a block that holds it, announce other articles.

    Args:
        element: what may be one of them, or in one.
        article: the elements that are the article; what they stand in is not looked at.
    """
    node: Node | None = element
    for _ in range(_LEVELS):
        if node is None or node in article:
            return False
        if said := next((text for before in islice(_before(node), _NEAREST) if (text := _said(before))), ""):
            return len(said) <= _LONGEST and said.startswith(_OTHERS)
        node = node.parent
    return False


def _before(node: Node) -> Iterator[Node]:
    return filter(is_element, islice(node.previous_siblings, 6))


def _said(element: Node) -> str:
    """The words of an element as far as a label reaches, without their signs; none of a script."""
    if element.tag in {"script", "style", "noscript"}:
        return ""
    return folded(element.text[:400])


def is_titled(link: Node, path: str) -> bool:
    """Whether a link's title is a headline that its address repeats, and not what an image in it is said to show.

    The title of the page of an image says what that shows.

    Args:
        link: the link around an image.
        path: where it leads.
    """
    title = letters(link.attr("title") or "")
    if len(title) < _HEADLINE or title[:_HEADLINE] not in letters(path.rstrip("/").rpartition("/")[2]):
        return False
    return all(letters(image.attr("alt") or "") != title for image in link.find_all("img", limit=4))


def folded(text: str) -> str:
    """A text in lower case, its words between single blanks, without other signs."""
    return _GAPS.sub(" ", text.casefold()).strip()


def letters(text: str) -> str:
    """The first letters and digits of a text in lower case, without all else."""
    return "".join(filter(str.isalnum, text[:400].casefold()))
