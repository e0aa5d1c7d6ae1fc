"""Make recorded-web.warc.gz: every answer that archiving the demo's article asks for.

Run it again (`python examples/make_recorded_web.py`) when the article, the pictures or what a capture asks for has
changed. The same input gives the same bytes. Nothing is fetched: the people, the posts and the town are made up.

What becomes of the four posts of the text: one is live, with two photos, quotes another, and was changed after the
article was written; one is live, with a video; one is gone from the platform and is found in the Wayback Machine; one
was deleted by its author and kept by nobody, so that the article's own quotation is all there is.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from made_posts import MadePost, Photo, Video
from made_recording import Recorder, write_warc
from made_web import MadeWeb

import embedarchive
from embedarchive.model import Missing, Post

HERE = Path(__file__).resolve().parent
RECORDING = HERE / "recorded-web.warc.gz"
RECORDED_AT = dt.datetime(2026, 9, 14, 7, 30, tzinfo=dt.UTC)
ARTICLES = ("article.txt", "article.html", "article.md")
IMAGES = "https://beeld.wendebode.example/wp-content/uploads/2026/09/"

ANNOUNCEMENT = MadePost(
    id="2098313091371589249",
    handle="harmelstede_gem",
    name="Gemeente Harmelstede",
    text="Morgen om 11.00 uur gaat de Zwaluwbrug open. Kom op tijd, kom te voet en neem een stoel mee. Tot op de brug!",
    language="nl",
    likes=412,
    replies=23,
)
CROWD = MadePost(
    id="2098704339802694131",
    handle="tlindq_reports",
    name="Tomas Lindqvist",
    text=(
        "The Swallow Bridge is open again — and half of Harmelstede seems to be standing on it. Two years after the "
        "flood tore out the middle span, people are crossing with cake, drums and at least two tubas. 🎺🌉"
    ),
    printed=(
        "The Swallow Bridge is open again — and half of Harmelstede seems to be standing on it. Two years after the "
        "flood tore out the middle span, people are crossing with cake, drums and at least one tuba. 🎺🌉"
    ),
    language="en",
    slug="Zw4LuwBr1g",
    photos=(
        Photo(
            key="GaK3brugXYAAmx7",
            file="brug-vol-mensen.jpg",
            width=1600,
            height=1067,
            alt="A stone bridge with three piers, packed with people in bright coats, bunting strung above the river.",
        ),
        Photo(
            key="GaK3ballWoAA4qe",
            file="ballonnen.jpg",
            width=1200,
            height=1200,
            alt="Dozens of balloons rise over the bridge and the church tower behind it.",
        ),
    ),
    quotes=ANNOUNCEMENT,
    likes=1873,
    replies=96,
)
CHOIR = MadePost(
    id="2098713812961177799",
    handle="zarichna_spiv",
    name="Оксана Зарічна",
    text=(
        "Наш хор співає на новому мосту!!!\nДякуємо Гармелстеде за два роки тепла й підтримки.\n"
        "Сьогодні співали всі разом: українською, нідерландською, хто як умів.\nРічка слухала. 🎶"
    ),
    language="uk",
    slug="Xr7SpivKLq",
    video=Video(key="kO9rChoirVid1a2B", file="koor.mp4", still="koor.jpg", width=640, height=360, milliseconds=4000),
    likes=650,
    replies=41,
    refresh=True,
)
RIBBON = MadePost(
    id="2098700909881265450",
    handle="bregje_ottens",
    name="Bregje Ottens",
    text=(
        "Om 10.58 uur, twee minuten voor het officiële moment, glipte deze dame van 91 onder het lint door. “Ik heb "
        "lang genoeg gewacht”, zei ze tegen de agent. Hij hield het lint voor haar omhoog."
    ),
    language="nl",
    slug="Lint91jaAr",
    photos=(
        Photo(
            key="GaKLint1WgAAp2z",
            file="lint-en-zwaluwen.jpg",
            width=1600,
            height=1067,
            alt="Een vrouw in een rode jas staat al aan de overkant van het lint.",
        ),
    ),
    likes=3020,
    replies=188,
    fate="vanished",
    kept=dt.datetime(2026, 9, 12, 12, 41, 7, tzinfo=dt.UTC),
)
FIREWORKS = MadePost(
    id="2098483693487178846",
    handle="wende_walks",
    name="Wende Valley Walks 🥾🌾",
    text=(
        "Best spot for the fireworks tomorrow if you want the windmills in the picture\n(51.8834722, 4.6397500)\n"
        "Bring a torch, the towpath is dark."
    ),
    language="en",
    slug="M0lensVuuR",
    fate="deleted",
)
POSTS = (ANNOUNCEMENT, CROWD, CHOIR, RIBBON, FIREWORKS)


def story() -> MadeWeb:
    """The web of the demo's story."""
    media = {file.name: file.read_bytes() for file in sorted((HERE / "media").iterdir())}
    files = {IMAGES + name: media[name] for name in ("zwaluwbrug-opening.jpg", "zwaluwbrug-opening-962x503.jpg")}
    return MadeWeb(POSTS, media, files)


def make(path: Path) -> list[Post | Missing]:
    """Write the recording; returns what became of the embeds of the article in its plain form."""
    recorder = Recorder(story(), RECORDED_AT)
    outcomes = [recorder.scan(embedarchive.scan(HERE / name)) for name in ARTICLES]
    write_warc(path, recorder.answers.items(), RECORDED_AT)
    return outcomes[0]


def main() -> int:
    """Write the recording and say what is in it."""
    for outcome in make(RECORDING):
        said = (
            "gone: " + outcome.reason
            if isinstance(outcome, Missing)
            else f"@{outcome.handle}, {len(outcome.media)} media"
        )
        print(f"{outcome.id}  {said}")
    print(f"{RECORDING.stat().st_size:,} bytes in {RECORDING}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
