"""What hangs below a tweet: the preview of a link, a poll, an article, a broadcast, an advertiser's card.

A card's values are an object, or in API v1.1 and GraphQL a list of key and value. Their names are those of its kind
(`broadcast_title`, `event_title`, `title`), so they are looked for by how they end. Texts are HTML-escaped.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

from embedarchive import urls
from embedarchive.model import MediaRef
from embedarchive.platforms.twitter import tweet_media as media
from embedarchive.protocols.reading import page_json, values

Fields = tuple[tuple[str, str], ...]
_KINDS = ("", "broadcast_", "event_", "app_", "full_size_")
"""What stands before the name of a value in cards of one kind."""
_PICTURES = (
    "photo_image_full_size",
    "summary_photo_image",
    "thumbnail_image",
    "thumbnail",
    "player_image",
    "broadcast_thumbnail",
    "event_thumbnail",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A link preview (or what stands for one), a poll, and the images and videos on it."""

    fields: Fields = ()
    poll: tuple[tuple[str, int | None], ...] = ()
    media: tuple[MediaRef, ...] = ()


def read(tweet: Mapping[str, object], targets: Mapping[str, str]) -> Card:
    """The card of a tweet; `targets` are the whole addresses of its short links."""
    card = values.mapping(tweet, "card")
    bound = card.get("binding_values")
    named = {str(item.get("key")): item.get("value") for item in map(values.mapping, values.items(bound))} or dict(
        values.mapping(bound)
    )
    said = {
        key: html.unescape(words)
        for key, value in named.items()
        if (words := values.text(values.mapping(value).get("string_value")))
    }
    if "poll" in str(card.get("name")):
        choices = [(said.get(f"choice{n}_label"), values.number(said.get(f"choice{n}_count"))) for n in range(1, 5)]
        return Card(poll=tuple((label, votes) for label, votes in choices if label))
    unified = values.mapping(
        values.parsed(values.text(values.mapping(named.get("unified_card")).get("string_value")) or "")
    )
    if unified:
        return _unified(unified)
    # Since 2026 the site's own answers may name a card and say nothing of it.
    return _preview(card, named, said, targets) if named else _article(tweet, targets)


def _preview(
    card: Mapping[str, object], named: Mapping[str, object], said: Mapping[str, str], targets: Mapping[str, str]
) -> Card:
    def of(name: str) -> str | None:
        return next((said[kind + name] for kind in _KINDS if kind + name in said), None)

    own = next((link for kind in _KINDS[1:3] if (link := values.link(said.get(f"{kind}url")))), None)
    address = own or values.link(said.get("card_url")) or values.link(card.get("url")) or values.link(said.get("url"))
    fields = {
        "url": targets.get(address, address) if address else None,
        "title": of("title"),
        "description": of("description") or of("subtitle"),
        "site": said.get("vanity_url") or said.get("domain"),
    }
    pictures = (values.mapping(named.get(f"{kind}_original")) for kind in _PICTURES)
    whole = (media.photo(values.mapping(item, "image_value").get("url")) for item in pictures)
    picture = next((one for one in whole if one), ()) or media.photo(of("thumbnail_url"))
    shown = tuple((key, value) for key, value in fields.items() if value)
    refs = (MediaRef(candidates=picture, role="card"),) if picture else ()
    space = str(card.get("name")).endswith("audiospace")  # its title is asked for by the page itself
    return Card(fields=shown if fields["title"] or picture or space else (), media=refs)


def article(tweet: Mapping[str, object]) -> Mapping[str, object]:
    """The article that a tweet announces; in GraphQL it stands deeper."""
    found = values.mapping(tweet, "article")
    return values.mapping(found, "article_results", "result") or found


def _article(tweet: Mapping[str, object], targets: Mapping[str, str]) -> Card:
    found = article(tweet)
    title, identifier = values.text(found.get("title")), values.digits(found.get("rest_id"))
    if title is None:
        return Card()
    named = (target for target in targets.values() if (at := urls.parse(target)) and "article" in at.segments)
    fields = {
        "url": next(named, f"https://x.com/i/article/{identifier}" if identifier else None),
        "title": title,
        "description": values.text(found.get("preview_text")),
    }
    cover = values.mapping(found, "cover_media", "media_info")
    picture = media.photo(
        cover.get("original_img_url") or values.mapping(cover, "preview_image").get("original_img_url")
    )
    width, height = (values.number(cover.get(f"original_img_{side}")) for side in ("width", "height"))
    refs = (MediaRef(candidates=picture, role="card", width=width, height=height),) if picture else ()
    return Card(fields=tuple((key, value) for key, value in fields.items() if value), media=refs)


def _unified(card: Mapping[str, object]) -> Card:
    """An advertiser's card: components that name media and destinations, each described in a table of its own."""
    parts = [values.mapping(part, "data") for part in values.mapping(card, "component_objects").values()]
    stores = [
        values.mapping(app) for apps in values.mapping(card, "app_store_data").values() for app in values.items(apps)
    ]

    def content(name: str) -> str | None:
        found = (values.mapping(part, name).get("content") or part.get(name) for part in (*parts, *stores))
        return next((html.unescape(words) for one in found if (words := values.text(one))), None)

    links = page_json.objects(dict(values.mapping(card, "destination_objects")), lambda node: "url" in node)
    address = next((link for node in links if (link := values.link(node.get("url")))), None)
    title = content("title") or content("name")
    fields = {"url": address, "title": title, "site": content("subtitle") if title else None}
    described = values.mapping(card, "media_entities")
    order = [
        str(node["id"])
        for node in page_json.objects(dict(values.mapping(card, "component_objects")), lambda node: "id" in node)
    ]
    order += [key for key in described if key not in order]
    items = [values.mapping(described.get(key)) for key in dict.fromkeys(order)]
    refs = [ref for index, item in enumerate(item for item in items if item) for ref in media.attached(item, index)]
    return Card(
        fields=tuple((key, value) for key, value in fields.items() if value),
        media=tuple(ref if ref.role != "photo" else _on_card(ref) for ref in refs),
    )


def _on_card(ref: MediaRef) -> MediaRef:
    import dataclasses

    return dataclasses.replace(ref, role="card")
