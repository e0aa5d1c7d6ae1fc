"""Frames and players: which address they show, and whether that is content at all."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from itertools import islice
from urllib.parse import unquote

from embedarchive import platforms, urls
from embedarchive.documents.html import Node, is_element
from embedarchive.model import Reference
from embedarchive.patterns import regex

# Where consent tools, lazy loaders and editors put a frame's address until it may load. In the order of preference;
# `src` comes first, because a placeholder there names no post.
SOURCES = (
    "src",
    "data-lazy-src",
    "data-src",
    "data-url",
    "data-litespeed-src",
    "data-mce-src",
    "data-orig",
    "data-original",
    "data-orig-src",
    "data-original-src",
    "data-opt-src",
    "data-embed-src",
    "data-privacy-src",
    "consent-original-src",
    "consent-original-src-_",
    "consent-click-original-src-_",
    "src-consent",
    "data-cookieblock-src",
    "data-src-cmplz",
    "data-cmplz-src",
    "data-consent-src",
    "data-wpconsent-src",
    "data-suppressedsrc",
    "suppressedsrc",
    "data-uc-src",
    "uc-src",
    "data-gdpr-iframesrc",
    "data-ep-src",
    "data-lazy-load",
    "data-iframe",
    "data-iframe-src",
    "data-pym-src",
    "data-frame-src",
    "data-video-url",
    "data-video-src",
    "data-runner-src",
    "data-ezsrc",
    "nitro-lazy-src",
    "data-wpfc-original-src",
    "data-no-lazy-src",
    "data-2click-src",
    "data-ot-src",
    "data-rocket-src",
    "data",
    "href",
)
ATTRIBUTES = 60  # of an element whose attributes are all looked at, how many are
_SOURCES = frozenset(SOURCES)
_RANK = {name: rank for rank, name in enumerate(SOURCES)}

# Frames of these hosts (or below them) show no content of the article: advertising, analytics, consent, captchas,
# log-in, comments, buttons to share and follow.
_NOT_CONTENT = frozenset(
    """
    doubleclick.net googlesyndication.com googletagmanager.com googleadservices.com google-analytics.com
    adservice.google.com recaptcha.net hcaptcha.com challenges.cloudflare.com amazon-adsystem.com criteo.com criteo.net
    taboola.com outbrain.com teads.tv addthis.com sharethis.com addtoany.com shareaholic.com disqus.com disquscdn.com
    chartbeat.com quantserve.com scorecardresearch.com cookielaw.org onetrust.com consensu.org sourcepoint.com
    sp-prod.net privacy-mgmt.com usercentrics.eu didomi.io trustarc.com truste.com cookiebot.com
    fundingchoicesmessages.google.com
    rubiconproject.com pubmatic.com openx.net adnxs.com adform.net smartadserver.com casalemedia.com yieldlab.net
    adition.com flashtalking.com serving-sys.com bidswitch.net advertising.com adtechus.com zedo.com 2mdn.net
    facebook.net platform-api.sharethis.com apis.google.com accounts.google.com plus.google.com plusone.google.com
    widgets.outbrain.com hotjar.com hubspot.com demdex.net everesttech.net krxd.net bluekai.com agkn.com rlcdn.com
    list-manage.com mailchimp.com piano.io tinypass.com intercom.io zendesk.com livechatinc.com tawk.to
    stripe.com paypal.com braintreegateway.com gravatar.com
    translate.google.com jetpack.wordpress.com rcm.amazon.com salesmanago.pl
    messengerpeople.com whatsbroadcast.com loox.io buywithprime.amazon.com staticxx.facebook.com adsrvr.org ib-ibi.com
    fls.doubleclick.net s.amazon-adsystem.com ads.pubmatic.com cdn.ampproject.org bid.g.doubleclick.net
    omtrdc.net adobedtm.com nr-data.net snigelweb.com adthrive.com mediavine.com ezoic.net adskeeper.com mgid.com
    revcontent.com zergnet.com plista.com ligatus.com nativo.com nativo.net carambo.la viglink.com skimresources.com
    """.split()  # noqa: SIM905 -- legible
)
# Words in a frame's host or path that say the same.
_NOT_CONTENT_WORDS = frozenset(
    """
    ad ads adv adverts advert advertising advertisement adframe adserver adservice adtech extadv banner banners
    teaser tizer
    sponsor sponsored analytics tracking tracker pixel beacon metrics stats counter consent captcha recaptcha
    cookie cookies
    auth login signin signup register sso account newsletter subscribe share like likebox follow comment comments disqus
    reviews checkout cart chat smartads dianomi navbar followers guestbook
    """.split()  # noqa: SIM905 -- legible
)
# Sizes in which advertising is sold and nothing else is shown (width, height in pixels).
_SOLD = frozenset(
    {
        (728, 90),
        (468, 60),
        (160, 600),
        (120, 600),
        (240, 400),
        (970, 90),
        (970, 250),
        (320, 50),
        (120, 60),
        (88, 31),
        (300, 600),
    }
)
# Attributes that HTML gives to any element, or that say how one looks: whatever else an element has, somebody invented.
_STANDARD = frozenset(
    """
    class id style title lang dir role width height align valign border hidden tabindex accesskey translate draggable
    contenteditable spellcheck name type value alt href src srcset sizes target rel itemscope itemprop itemtype itemid
    slot part is nonce inert popover property typeof vocab prefix colspan rowspan bgcolor cellpadding cellspacing
    loading
    """.split()  # noqa: SIM905 -- legible
)
_MEANINGLESS = frozenset({"title", "name", "value", "alt", "href", "src", "itemid"})
"""Those of them that say nothing of an element which is there to hold others."""
_NOT_SHOWN = regex(r"share|clipboard|copy|data-?layer|analytics|tracking|gtm")  # what is taken along, or counted
_SIZE = regex(r"(?<![\w-])(width|height):(\d{2,4})px")  # of the box that an element is given
_WORDS = regex(r"[a-z]{2,20}|\d{2,3}x\d{2,3}")
_IN_JSON = regex(r"\"src\"\s{0,3}[,:]\s{0,3}\"((?:https?:)?\\?/\\?/[^\"\s<>]{4,1500})\"")
"""The address in the settings of a frame that a script gives it as its own."""
_PASSED = regex(r"[?&]\w{1,20}=(https?(?::|%3A)[^&\s]{4,1500})", re.IGNORECASE)
_LINKED = regex(r"\s{0,9}\[(https?://[^\s\[\]]{4,1500})\]\(")
"""An address that an editor of Markdown made a link of, inside the frame's own tag."""
_PICTURES = (".svg", ".png", ".gif", ".jpg", ".jpeg", ".webp", ".ico", ".pdf")


def shown(element: Node) -> tuple[Reference | None, str | None]:
    """The post that a frame or player shows; else the address that it shows, if there is one."""
    address = None
    for value in _addresses(element):
        found = platforms.recognise(value) or _embedded(value)
        if found:
            return found, value
        if (
            address is None
            and value[:2] not in ("#", "")
            and not value.startswith(("about:", "data:", "javascript:", "blob:"))
        ):
            address = value
    unknown = (name for name in parking(element.attrs) if name not in _SOURCES)  # of tools that nobody has heard of yet
    for value in (each for name in unknown for each in _values(element, name)):
        if "//" in value[:10] and len(value) <= urls.LONGEST and (found := platforms.recognise(value)):
            return found, value
    return None, address


def written(element: Node) -> Iterator[str]:
    """What the attributes of a frame say, and the addresses in those that are settings."""
    return (value for name in islice(element.attrs, ATTRIBUTES) for value in _values(element, name))


def _values(element: Node, name: str) -> list[str]:
    """The value of an attribute; of settings in JSON the addresses in them."""
    value = (element.attr(name) or "").strip()
    if value[:1] in ("[", "{") and len(value) <= urls.LONGEST:
        return [each.replace("\\/", "/") for each in _IN_JSON.findall(value)[:1]]
    return [value]


def _embedded(value: str) -> Reference | None:
    """The post that a page of one's own site draws, which is told whose it is: `/embed/twitter?url=https%3A%2F%2F…`."""
    if value[:1] != "/" or value[:2] == "//" or "=http" not in value or _NOT_CONTENT_WORDS & set(_WORDS.findall(value)):
        return None
    path = value.partition("?")[0].lower()
    posts = (post for each in _PASSED.findall(value) if (post := platforms.recognise(unquote(each))))
    return next((post for post in posts if "embed" in path or post.platform in path), None)


def passed_over(frame: Node, length: int) -> str | None:
    """Why something of a frame is not looked at: frames inside of it, which no browser shows, or an endless address.

    Args:
        frame: the element.
        length: how many characters of the source it has.
    """
    if frame.tag == "iframe" and "<iframe" in frame.text:
        return "nested-too-deeply"
    names = [name for name in islice(frame.attrs, ATTRIBUTES) if name != "srcdoc"] if length > urls.LONGEST else []
    return "too-long" if any(len(frame.attr(name) or "") > urls.LONGEST for name in names) else None


def parking(names: Collection[str], *, block: bool = False) -> tuple[str, ...]:
    """Of the names of an element's attributes, those under which something may be parked.

    Args:
        names: those of its attributes.
        block: whether it is an element whose own addresses and words mean nothing to a browser: `<div title="…">`.
    """
    if not block and _STANDARD.issuperset(names):
        return ()
    return tuple([name for name in islice(names, ATTRIBUTES) if _holds_anything(name, block)])


@functools.lru_cache(maxsize=4096)
def _holds_anything(name: str, block: bool) -> bool:
    """Whether something may be parked under a name: asked once for all elements, of all pages, that have it."""
    if _NOT_SHOWN.search(name):
        return False
    if block and (name in _MEANINGLESS or name.startswith("aria-")):
        return True
    return name not in _STANDARD and not name.startswith(("aria-", "on"))


def _addresses(element: Node) -> Iterator[str]:
    attributes = element.attrs
    for name in sorted((name for name in attributes if name in _SOURCES), key=_RANK.__getitem__):
        value = element.attr(name)
        if value and len(value) <= urls.LONGEST:
            written = _LINKED.match(value)
            yield (written[1] if written else value).strip()
    file, played = element.attr("src"), element.attr("flashvars")  # a Flash file is told beside it what to play
    if file and played and len(file) + len(played) < urls.LONGEST:
        yield f"{file.strip()}{'&' if '?' in file else '?'}{played}"
    if element.tag == "object":
        for parameter in element.find_all("param", limit=20):
            address = parameter.attr("value")
            if address and (parameter.attr("name") or "").lower() in ("movie", "src", "data"):
                yield address.strip()


def foreign(address: str, home: str | None, element: Node) -> str | None:
    """The host of a frame that shows somebody else's content; None for one's own, hidden ones, and no content."""
    inside = urls.parse(urls.unwrap(address).url) if "//" in address[:8] or address.startswith("/web/") else None
    if inside is None or "." not in inside.host or inside.scheme not in ("http", "https"):
        return None
    labels = inside.host.split(".")
    below = {".".join(labels[start:]) for start in range(len(labels))}
    if below & _NOT_CONTENT or _hidden(element) or inside.path.lower().endswith(_PICTURES):
        return None
    words = set(_WORDS.findall(f"{'.'.join(labels[:-1])}{inside.path[:300]}".lower()))
    if words & _NOT_CONTENT_WORDS or any(_sold(word) for word in words if "x" in word):
        return None
    if home and _site(inside.host) == _site(home):
        return None
    if any(platform.hosts for platform in platforms.answering(inside)):
        return None  # a button, a timeline, a page: what a platform shows that is no post
    return inside.host


def _site(host: str) -> str:
    """The part of a host name that its owner registered, near enough: `news.example.co.uk` is `example.co.uk`."""
    labels = host.removeprefix("www.").split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short else labels[-2:])


def _sold(size: str) -> bool:
    width, _, height = size.partition("x")
    if len(size) > 9 or not (width.isdecimal() and height.isdecimal()):
        return False
    return (int(width), int(height)) in _SOLD or size in ("300x250", "336x280")


def _style(element: Node) -> str:
    return (element.attr("style") or "")[:500].replace(" ", "").lower()


def _hidden(element: Node) -> bool:
    """Frames of a pixel, of a size in which advertising is sold, or styled away."""
    width, height = element.attr("width") or "", element.attr("height") or ""
    if _sold(f"{width}x{height}") and f"{width}x{height}" not in ("300x250", "336x280"):
        return True
    if (element.attr("width") or "") in ("0", "1", "0px", "1px") or (element.attr("height") or "") in (
        "0",
        "1",
        "0px",
        "1px",
    ):
        return True
    style = _style(element)
    box = element.parent
    around = _style(box) if box is not None and is_element(box) else ""
    if any(_sold("x".join(dict(sorted(_SIZE.findall(each), reverse=True)).values())) for each in (style, around)):
        return True
    return "display:none" in style or "visibility:hidden" in style or element.attr("hidden") is not None
