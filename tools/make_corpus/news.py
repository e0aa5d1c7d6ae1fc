# ruff: noqa: E501 -- markup stands here as publishers write it
"""An article as a page: three kinds of publishers in HTML, one in Markdown, with labels of what was put where."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.make_corpus.articles import Article, Banner, Picture, Prose
from tools.make_corpus.builder import Builder
from tools.make_corpus.markup import embed, timed
from tools.make_corpus.posts import LANGUAGES, Post

RELATED = '<aside class="related"><a href="/other-story/"><img src="https://media.paper.example/teasers/other-120x80.jpg" width="120" height="80" alt="A teaser"><span>Another story of the harbour</span></a></aside>'
AUTHOR = '<div class="byline"><img class="avatar" src="https://media.paper.example/authors/editor-64x64.jpg" width="64" height="64" alt="The editor"> By the editors</div>'
PIXEL = '<img src="https://pixel.paper.example/count.gif?page=1" width="1" height="1" alt="">'
SHARE = '<a href="https://twitter.com/intent/tweet?url=https%3A%2F%2Fpaper.example%2Fa">Tweet</a> <a href="https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fpaper.example%2Fa">Share</a>'


@dataclass(frozen=True, slots=True)
class Style:
    """How a publisher writes pages: what stands around the article and around each thing in it."""

    ending: str
    head: Callable[[Article], str]
    foot: str
    prose: str
    post: str
    banner: str
    picture: Callable[[Picture], str]


def page(article: Article, number: int) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """Ending and text of the article's page, its labels, and the labels of its pictures."""
    style = STYLES[number % len(STYLES)]
    builder, embeds, pictures = Builder(), [], []
    builder.add(style.head(article))
    turn = number
    for block in article.blocks:
        match block:
            case Prose(text):
                builder.add(style.prose.format(text if style.ending == "md" else html.escape(text, quote=False)))
            case Banner(text):
                builder.add(style.banner.format(html.escape(text, quote=False)))
            case Picture():
                place = builder.add(style.picture(block))
                pictures.append(
                    {
                        "urls": block.urls,
                        "alt": block.alt,
                        "caption": block.caption,
                        "credit": block.credit,
                        "at": place,
                    }
                )
            case Post():
                turn += 1
                before, after = style.post.split("{}")
                builder.add(before)
                form, markup = embed(block, article.widget, turn)
                embeds.append(_label(block, article.widget, form, builder.add(markup)))
                builder.add(after)
    builder.add(style.foot)
    if style.ending == "md":
        for picture in pictures:
            picture |= {"caption": "", "credit": ""}
    row = {"lang": article.language, "hard_negative": False, "embeds": embeds, "neutral": []}
    return style.ending, builder.text, row, {"images": pictures}


def _label(post: Post, widget: str, form: str, at: tuple[int, int]) -> dict[str, Any]:
    """What an embed says; where a platform's markup holds no words or no day, there is none."""
    label: dict[str, Any] = {
        "platform": post.platform,
        "form": form,
        "id": post.id,
        "url": post.url,
        "at": at,
        "attribution_in_dom": True,
    }
    if post.platform in ("telegram", "mastodon"):
        return label | ({"handle": post.handle} if post.platform == "mastodon" else {})
    label |= {
        "handle": post.handle,
        "text": post.text if post.platform == "twitter" else post.words,
        "lang": post.language,
    }
    if post.place:
        label["coordinates"] = post.place
    if post.platform == "tiktok":
        return label
    label["author_name"] = post.author
    if post.platform == "instagram" and not timed(widget):
        return label
    return label | {"date_text": post.date_text, "date": post.day.isoformat()}


# -------------------------------------------------------------------------------------------------------- publishers


def _figure(picture: Picture) -> str:
    small, middle, large = picture.urls
    return (
        f'<figure class="image"><img src="{middle}" srcset="{small} 480w, {middle} 960w, {large} 1920w" width="960" height="640" alt="{html.escape(picture.alt)}">'
        f'<figcaption>{html.escape(picture.caption)} <span class="credit">{html.escape(picture.credit)}</span></figcaption></figure>\n'
    )


def _lazy(picture: Picture) -> str:
    small, middle, large = picture.urls
    return (
        f'<figure class="wp-block-image size-large"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="{middle}" data-srcset="{small} 480w, {large} 1920w" class="lazyload" alt="{html.escape(picture.alt)}" />'
        f'<noscript><img src="{middle}" alt="{html.escape(picture.alt)}" /></noscript><figcaption>{html.escape(picture.caption)} <cite>{html.escape(picture.credit)}</cite></figcaption></figure>\r\n'
    )


def _sources(picture: Picture) -> str:
    small, middle, large = picture.urls
    return (
        f'<div data-block="image"><figure><picture><source media="(min-width: 900px)" srcset="{large}"><source srcset="{small}"><img src="{middle}" loading="lazy" alt="{html.escape(picture.alt)}"></picture>'
        f'<figcaption><span>{html.escape(picture.caption)}</span><small class="credit">{html.escape(picture.credit)}</small></figcaption></figure></div>'
    )


def _direction(article: Article) -> str:
    return ' dir="rtl"' if LANGUAGES[article.language].get("rtl") else ""


def _newsroom(article: Article) -> str:
    title = html.escape(article.title)
    return (
        f'<!DOCTYPE html>\n<html lang="{article.language}"{_direction(article)}>\n<head><meta charset="utf-8"><title>{title} | The Paper</title>'
        f'<link rel="canonical" href="https://paper.example/{article.name}/"><meta property="og:image" content="{article.pictures[0].urls[2]}"></head>\n'
        f'<body><header><a href="/"><img src="/static/logo.svg" alt="The Paper" width="120" height="40"></a><nav><a href="/news">News</a></nav></header>\n<main><article><h1>{title}</h1>\n{AUTHOR}\n'
    )


def _wordpress(article: Article) -> str:
    title = html.escape(article.title)
    return (
        f'<!DOCTYPE html>\r\n<html lang="{article.language}"{_direction(article)}>\r\n<head>\r\n<meta charset="UTF-8">\r\n<title>{title}</title>\r\n</head>\r\n<body class="single single-post">\r\n'
        f'<div id="page"><main id="main"><article class="post type-post"><header class="entry-header"><h1 class="entry-title">{title}</h1></header>\r\n<div class="entry-content">\r\n'
    )


def _application(article: Article) -> str:
    title = html.escape(article.title)
    return (
        f'<!doctype html><html lang={article.language}{_direction(article)}><head><meta charset=utf-8><title>{title}</title><script>window.__STATE__={{"user":null,"edition":"morning"}}</script></head>'
        f'<body><div id=__next><header>{SHARE}</header><main><section data-testid="body"><h1>{title}</h1>'
    )


STYLES = (
    Style("html", _newsroom, f"</article></main>{RELATED}\n<footer>{SHARE}{PIXEL}</footer></body></html>\n", "<p>{}</p>\n", '<div class="story-part">{}</div>\n', '<div class="story-notice"><p>{}</p></div>\n', _figure),
    Style("html", _wordpress, f'</div></article></main></div>\r\n<div id="comments"><ol><li><img class="avatar" src="https://media.paper.example/authors/reader-48x48.jpg" width="48" height="48" alt=""><p>First!</p></li></ol></div>\r\n{RELATED}{PIXEL}</body>\r\n</html>\r\n', "<p>{}</p>\r\n", "{}\r\n", '<div class="cookie-notice"><p>{}</p></div>\r\n', _lazy),
    Style("html", _application, f'</section></main><aside>{RELATED}</aside></div><script id="__NEXT_DATA__" type="application/json">{{"props":{{"pageProps":{{"slug":"a"}}}},"page":"/a"}}</script></body></html>', '<div data-block="paragraph"><p class="css-1x2y3z">{}</p></div>', '<div data-block="embed" class="css-9a8b7c">{}</div>', '<div data-block="notice"><p>{}</p></div>', _sources),
    Style("md", lambda article: f'---\ntitle: "{article.title}"\nlang: {article.language}\n---\n\n', "", "{}\n\n", "{}\n\n", "{}\n\n", lambda picture: f"![{picture.alt}]({picture.urls[1]})\n\n"),
)  # fmt: skip
"""Four publishers; every article is one's."""
