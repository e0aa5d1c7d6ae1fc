"""What the code that shows a player writes beside it: the title, a link to the post, and the author, one to a profile.

`Night over the harbour from Jane Doe on Vimeo`, in whatever words and order. It is told by its links: all of them lead
to the player's own site, one to a post, which is the player's, and one to another page, which is its author's. A
platform whose embeds quote their posts writes no such line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from embedarchive import platforms, urls
from embedarchive.documents.html import Node, is_element
from embedarchive.finder.markup.quoted_words import NO_WORDS, Words
from embedarchive.model import Reference

_LONGEST = 400  # characters of such a line: what has more is text
_LINKS = 5  # in one
_AROUND = 2  # elements that hold the player and nothing else
_NEXT = 5  # pieces of markup behind one that are looked at
_WHOLE = frozenset({"html", "body", "main", "article"})
_SILENT = frozenset({"script", "style", "noscript", "template", "br"})
_FLASH = frozenset({"object", "embed"})
_PLAYERS = ("iframe", "object", "embed")
_FEW = 3  # players in a block that are looked at
_SPARE = frozenset({"noscript", "template", "object"})
"""What holds a player for browsers that do not play the one beside or around it."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A line that says what a player shows, and of whom.

    Attributes:
        post: the player's; for a Flash player, which plays no more, the page that the line leads to.
        words: its title and author.
        element: where it stands: behind the player, or around it as well.
    """

    post: Reference
    words: Words
    element: Node


def of(player: Node, post: Reference) -> Credit | None:
    """The line beside a player, if there is one.

    Args:
        player: the frame, or the element of a Flash player.
        post: what it shows.
    """
    inner = player.tag == "embed" and player.parent is not None and getattr(player.parent, "tag", "") == "object"
    if inner or any(shape.words for shape in platforms.get(post.platform).markup):
        return None  # an object's own embed is the same player
    for block in _blocks(player):
        named, words = _read(block, post)
        if named is not None:
            return Credit(named if player.tag in _FLASH and named.handle else post, words, block)
    return None


def _blocks(player: Node) -> Iterator[Node]:
    """Where such a line may stand: right behind the player, or in a box that was made for both."""
    around = []
    for each in islice(player.ancestors, _AROUND):
        if not is_element(each) or each.tag in _WHOLE or _shown(player, each) > 1:
            break
        around.append(each)
    for each in (player, *around):
        if each is not player and _said(each):
            break
        if (following := _following(each)) is not None:
            if _shown(player, following) == 0:
                yield following
            break
    yield from around


def _following(element: Node) -> Node | None:
    """The element behind one, when there are no words in between."""
    for each in islice(element.next_siblings, _NEXT):
        if not is_element(each):
            if each.text.strip():
                return None
        elif each.tag not in _SILENT:
            return each
    return None


def _shown(player: Node, block: Node) -> int:
    """How many players a block shows, two standing for more; one for browsers without scripts is the same as another.

    The kind of this player is asked for first: where a page has many of them in one block, a few are enough to tell.
    """
    shown = 0
    for tag in dict.fromkeys((player.tag, *_PLAYERS)):
        found = block.find_all(tag, limit=_FEW)
        shown += len(found) if len(found) == _FEW else sum(not _stands_in(each) for each in found)
        if shown > 1:
            break
    return shown


def _stands_in(player: Node) -> bool:
    return any(getattr(above, "tag", "") in _SPARE for above in islice(player.ancestors, _AROUND))


def _said(block: Node) -> int:
    """How many characters a block shows, as far as they matter."""
    said = 0
    for piece in block.stripped_strings:
        said += len(piece)
        if said > _LONGEST:
            break
    return said


def _read(block: Node, post: Reference) -> tuple[Reference | None, Words]:
    """The post that a line names, which is the player's, and what it says of it."""
    links = block.find_all("a", limit=_LINKS + 1) if 0 < _said(block) <= _LONGEST else []
    hosts = platforms.get(post.platform).hosts
    titled, author = dict[str, tuple[Reference, str]](), None
    for link in links:
        words = " ".join(link.text.split())
        address = urls.parse(link.attr("href") or "")
        if len(links) > _LINKS or address is None or not address.on(*hosts):
            return None, NO_WORDS
        if named := platforms.recognise(str(address)):
            titled.setdefault(named.id, (named, words))
        elif address.segments:
            author = author or words
    if len(titled) != 1:
        return None, NO_WORDS
    ((named, title),) = titled.values()
    if not title or not author or not (named.id == post.id or _kind(named) != _kind(post)):
        return None, NO_WORDS
    return named, Words(text=title, author=author, handle=named.handle)


def _kind(post: Reference) -> str:
    """What kind of id it is: a platform has several for one post, such as a number and the words of an address."""
    prefix, slash, _ = post.id.partition("/")
    return "named" if post.handle else "numbered" if post.id.isdecimal() else prefix if slash else ""
