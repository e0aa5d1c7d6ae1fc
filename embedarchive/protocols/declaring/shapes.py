"""The words in which a platform says how its posts stand in HTML. Data only: `finder` compiles it into one pass."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One form of embed: which element it is, and where the post's address or id stands.

    An element has the shape when its tag, its class and one of its attributes (where given) are those named here.
    The post is the first address that `recognise` accepts: of the attributes in their order, then of the links inside.

    Attributes:
        form: what `Embed.form` will say: blockquote, amp, script …
        tag: the element's name; empty for any.
        cls: a class the element carries; empty for any.
        attributes: names of attributes with the address that each makes of its value, `{}` standing for the value;
            a value that is an address itself is taken as it is.
        link: which link inside names the post: `last`, `first`, or empty for none.
        words: how it quotes the post: one of the grammars of `finder.markup.quoted_words`; empty when it does not.
        facts: for an attribute that holds a JSON object, which of its keys holds what: pairs of (fact, key).
        call: for inline scripts, the function whose arguments (in order, from 0) fill the address in `attributes`, or
            the one argument of an object whose key stands there in place of an attribute.
        newlines: whether line feeds inside the element are the post's own.
    """

    form: str
    tag: str = ""
    cls: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    link: str = ""
    words: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    call: str = ""
    newlines: bool = False


def elements(url: str, *names: str) -> tuple[Shape, ...]:
    """Custom elements, written `tag[attribute]`: AMP, Bento and the privacy-friendly stand-ins for a player."""
    shapes = []
    for name in names:
        tag, _, attribute = name.rstrip("]").partition("[")
        form = "amp" if tag.startswith(("amp-", "bento-")) else "element"
        shapes.append(Shape(form=form, tag=tag, attributes=((attribute, url),)))
    return tuple(shapes)


def substack(component: str, url: str, key: str, *facts: tuple[str, str]) -> Shape:
    """Substack keeps what it knows of a post as JSON in `data-attrs`, beside the name of its component."""
    return Shape(
        form="data-attrs", attributes=(("data-attrs", url),), facts=(("component", component), ("key", key), *facts)
    )
