"""Every capture against servers that answer whatever they are asked with one kind of trouble.

Nobody's words are taken for the post's, nothing is called deleted, nothing breaks.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Iterator

import pytest

from embedarchive import platforms
from embedarchive.model import GONE, Embed, Exchange, Missing, Post, Reason, Request
from embedarchive.protocols.reading.soup import MOST_TAGS, soup
from embedarchive.protocols.reading.values import LONGEST_JSON, parsed
from embedarchive.web.bodies import body_of
from tests.platforms.test_cases import CASES, driven, expected

FOREIGN = "These are somebody else's words"
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
HTML = "text/html; charset=utf-8"
JSON = "application/json"


def page(title: str, body: str = "", head: str = "") -> str:
    """A page."""
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def of_another(url: str) -> str:
    """The page of another post, which says so."""
    told = f'<meta property="og:url" content="{url}"><meta property="og:description" content="“{FOREIGN}”">'
    return page("Someone", FOREIGN, f'{told}<meta property="og:title" content="Someone (@someone) on X">')


CAPTCHAS = {
    "en": "Verify you are human",
    "nl": "Bevestig dat u een mens bent",
    "de": "Bestätigen Sie, dass Sie ein Mensch sind",
    "fr": "Vérifiez que vous êtes humain",
    "es": "Verifica que eres humano",
    "it": "Verifica di essere umano",
    "pt": "Verifique se você é humano",
    "ru": "Подтвердите, что вы человек",
    "uk": "Підтвердьте, що ви людина",
    "ar": "تحقق من أنك إنسان",
    "ja": "人間であることを確認してください",
    "zh": "请验证您是真人",
}
TWEET = {"__typename": "Tweet", "id_str": "1111111111111111111", "text": FOREIGN, "user": {"screen_name": "someone"}}
STATUS = {"id": "1", "content": FOREIGN, "account": {"acct": "someone"}, "created_at": "2026-01-01T00:00:00Z"}
NOTE = {"type": "Note", "id": "https://else.example/n/1", "content": FOREIGN, "published": "2026-01-01T00:00:00Z"}
TROUBLE: dict[str, tuple[int, str, str]] = {
    **{f"captcha-{language}": (403, HTML, page(words, words)) for language, words in CAPTCHAS.items()},
    **{f"captcha-200-{language}": (200, HTML, page(words, words)) for language, words in CAPTCHAS.items()},
    "cloudflare": (403, HTML, page("Just a moment...")),
    "cloudflare-200": (200, HTML, page("Just a moment...")),
    "challenge-200": (200, HTML, page("Client Challenge")),
    "denied": (403, HTML, page("Access Denied")),
    "login-page": (200, HTML, page("Log in", "<form><input type=password></form>")),
    "forbidden-json": (403, JSON, '{"error":"forbidden"}'),
    "unauthorized": (401, JSON, '{"error":"The access token is invalid"}'),
    "too-many": (429, HTML, "slow down"),
    "teapot": (418, HTML, page("I am a teapot")),
    "server-error": (500, HTML, page("Error")),
    "maintenance": (503, HTML, page("Back soon")),
    "shell": (200, HTML, page("App", '<div id="root"></div><script src="/main.js"></script>')),
    "empty": (200, HTML, ""),
    "empty-object": (200, JSON, "{}"),
    "empty-list": (200, JSON, "[]"),
    "null": (200, JSON, "null"),
    "number": (200, JSON, "42"),
    "cut-json": (200, JSON, '{"id": "1", "text": "' + FOREIGN),
    "error-in-200": (200, JSON, '{"error": "something went wrong"}'),
    "errors-in-200": (200, JSON, '{"errors": [{"message": "x", "code": 131}], "data": {}}'),
    "deep-json": (200, JSON, "[" * 50_000),
    "another-tweet": (200, JSON, json.dumps(TWEET)),
    "another-status": (200, JSON, json.dumps(STATUS)),
    "another-note": (200, "application/activity+json", json.dumps(NOTE)),
    "another-page": (200, HTML, of_another("https://else.example/another/post/1")),
    "home-page": (200, HTML, of_another("https://else.example/")),
    "parked-domain": (200, HTML, page("This domain is for sale", FOREIGN)),
    "plain-text": (200, "text/plain", FOREIGN),
    "xml": (200, "application/xml", "<?xml version='1.0'?><error>no</error>"),
    "feed-of-others": (
        200,
        "application/atom+xml",
        f"<?xml version='1.0'?><feed><entry><id>t3_zz</id>{FOREIGN}</entry></feed>",
    ),
    "wall-in-json": (403, JSON, '{"url": "https://geo.captcha-delivery.com/captcha/?hash=7FC6"}'),
    "picture": (200, "image/png", "\x89PNG\r\n"),
    "gzip-noise": (200, HTML, "\x1f\x8b\x00\x00noise"),
}


def own_answers(name: str) -> Iterator[tuple[str, str, str]]:
    """Each answer of a platform's cases in which it shows a post that is named there, and is not the example's."""
    example = embed_of(name).id or ""
    for folder in (case for case in CASES if case.parent.name == name):
        shown = expected(folder).get("post", {}).get("id") or ""
        case = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        for answer in case["answers"] if shown and shown != example else ():
            text = json.dumps(answer["json"]) if "json" in answer else answer.get("text", "")
            text = (folder / answer["file"]).read_text("utf-8", "replace") if "file" in answer else text
            named = shown.rpartition("/")[2] in text and example.rpartition("/")[2] not in text
            if answer.get("status", 200) == 200 and named:
                yield folder.name, JSON if text.lstrip()[:1] in {"{", "["} else HTML, text


class Troubled:
    """A source that answers everything alike."""

    def __init__(self, status: int, media_type: str, body: str) -> None:
        self.status, self.media_type = status, media_type
        self.body = body.encode("latin-1") if body[:1] in {"\x89", "\x1f"} else body.encode()

    async def exchange(self, request: Request) -> Exchange:
        """The trouble."""
        headers = (("content-type", self.media_type),)
        return Exchange(
            url=request.url, status=self.status, headers=headers, at=NOON, source="network", body=body_of(self.body)
        )


def embed_of(name: str) -> Embed:
    """The platform's example as an article has it."""
    found = platforms.recognise(platforms.get(name).example)
    assert found is not None
    return Embed(platform=name, form="link", id=found.id, url=found.url, handle=found.handle)


@pytest.mark.parametrize("name", sorted(platforms.catalogue()))
def test_trouble_is_never_a_post_or_a_deletion(name: str) -> None:
    """Each of more than forty kinds, at every question of the capture."""
    assert len(TROUBLE) >= 40
    wrong: dict[str, str] = {}
    for kind, (status, media_type, body) in TROUBLE.items():
        said = asyncio.run(
            driven(platforms.ask(platforms.get(name), embed_of(name)), Troubled(status, media_type, body), [])
        )
        if isinstance(said, Post):  # a map's address alone says where it is
            wrong |= {kind: f"a post: {said.text!r}"} if said.text or said.media or said.author else {}
        elif said.reason is Reason.PRIVATE and media_type == JSON and "captcha" not in body:
            continue  # an interface's own status for what its owner shows to nobody
        elif said.reason in GONE and said.reason is not Reason.WITHHELD:
            wrong[kind] = f"{said.reason}: {said.detail}"
        assert isinstance(said, Post | Missing)
    assert not wrong


@pytest.mark.parametrize("name", sorted(set(platforms.catalogue()) - {"facebook", "imgur"}))
def test_answers_about_other_posts_of_the_platform_are_not_believed(name: str) -> None:
    """What names another post is not this one's, in whatever shape the platform answers.

    A post of Facebook has several ids (`pfbid…`, numbers of the post, of its photo), of which its answers name any; an
    album of Imgur names the ids of its pictures.
    """
    wrong: list[str] = []
    for case, media_type, text in own_answers(name):
        source = Troubled(200, media_type, text)
        said = asyncio.run(driven(platforms.ask(platforms.get(name), embed_of(name)), source, []))
        if isinstance(said, Post):
            wrong += [f"{case}: {said.text!r}"] if said.text or said.media or said.author else []
        elif said.reason in GONE:
            wrong.append(f"{case}: {said.reason} {said.detail}")
    assert not wrong


def test_answers_larger_than_any_real_one_are_read_in_part_or_not_at_all() -> None:
    """A kilobyte for a tag and thirty bytes for one of JSON: what an answer becomes in memory is bounded."""
    tree = soup("<b>" * (2 * MOST_TAGS))
    assert len(tree.find_all("b")) == MOST_TAGS
    assert parsed("[" + "{}," * (LONGEST_JSON // 3) + "0]") is None
    assert parsed("[" + "{}," * 100_000 + "0]") is not None
