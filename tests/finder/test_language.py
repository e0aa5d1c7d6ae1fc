"""Languages: right or silent."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive.finder import language

SENTENCES = {
    "ar": ["يريد رئيس البلدية أن تفتح الساحة غدا", "يا له من يوم جميل اليوم"],
    "bg": ["Кметът иска площадът да бъде отворен утре.", "Какъв прекрасен ден е днес"],
    "bn": ["মেয়র চান আগামীকাল চত্বর আবার খুলুক"],
    "ca": ["Quin dia més bonic avui", "Hem esperat tota la nit"],
    "cs": ["Starosta chce, aby náměstí bylo zítra znovu otevřené.", "To není možné!"],
    "da": ["Borgmesteren vil have, at pladsen åbner igen i morgen."],
    "de": ["Wir haben die ganze Nacht gewartet", "Das ist nicht zu glauben!", "Es brennt im Hafen von Gent"],
    "el": ["Ο δήμαρχος θέλει η πλατεία να ανοίξει αύριο"],
    "en": [
        "What a beautiful day today",
        "Can I hug you?",
        "We waited all night for news",
        "General Directorate of the National Police in Kherson",
    ],
    "es": ["El alcalde quiere que la plaza abra mañana.", "¡Esto es increíble!", "Hay un incendio en el puerto"],
    "fa": ["شهردار می‌خواهد میدان فردا دوباره باز شود", "امروز چه روز زیبایی است"],
    "fi": ["Pormestari haluaa, että tori avataan huomenna.", "Tämä on uskomatonta!"],
    "fr": ["Quelle belle journée aujourd'hui", "Nous avons attendu toute la nuit", "C'est incroyable !"],
    "he": ["ראש העיר רוצה שהכיכר תיפתח מחר"],
    "hi": ["मेयर चाहते हैं कि चौक कल फिर खुल जाए", "आज कितना सुंदर दिन है"],
    "hu": ["A polgármester azt akarja, hogy a tér holnap újra nyitva legyen.", "Ez nem igaz!"],
    "id": ["Wali kota ingin alun-alun dibuka lagi besok.", "Ini tidak bisa dipercaya!"],
    "it": ["Il sindaco vuole che la piazza riapra domani.", "Che bella giornata oggi", "C'è un incendio nel porto"],
    "ja": ["市長は明日広場を再開したいと考えている", "今日はいい天気ですね"],
    "ko": ["시장은 내일 광장이 다시 열리기를 원한다"],
    "nl": [
        "De burgemeester wil dat het plein morgen weer open is.",
        "Wat een prachtige dag vandaag",
        "Dit is niet te geloven!",
    ],
    "no": ["Ordføreren vil at plassen skal åpne igjen i morgen og ikke i dag, sier han."],
    "pl": ["Burmistrz chce, żeby plac był jutro znowu otwarty.", "To jest niewiarygodne!"],
    "pt": ["O prefeito quer que a praça abra amanhã.", "Há um incêndio no porto"],
    "ro": ["Primarul vrea ca piața să fie deschisă mâine.", "Ce zi frumoasă astăzi"],
    "ru": ["Мэр хочет, чтобы площадь снова открыли завтра.", "Мы ждали новостей всю ночь"],
    "sv": ["Borgmästaren vill att torget öppnar igen i morgon.", "Det är inte sant!"],
    "th": ["นายกเทศมนตรีต้องการให้เปิดจัตุรัสอีกครั้งพรุ่งนี้"],
    "tl": ["Gusto ng alkalde na buksan muli ang plaza bukas.", "Ang ganda ng araw ngayon"],
    "tr": ["Belediye başkanı meydanın yarın açılmasını istiyor.", "Bugün ne güzel bir gün"],
    "uk": ["Мер хоче, щоб площу знову відкрили завтра.", "Який чудовий день сьогодні"],
    "ur": ["میئر چاہتا ہے کہ چوک کل دوبارہ کھل جائے"],
    "vi": ["Thị trưởng muốn quảng trường mở cửa lại vào ngày mai.", "Chúng tôi đã chờ tin tức suốt đêm"],
    "zh": ["市长希望广场明天重新开放", "市長希望廣場明天重新開放"],
}


@pytest.mark.parametrize(
    ("code", "sentence"), [(code, sentence) for code, sentences in SENTENCES.items() for sentence in sentences]
)
def test_right_or_silent(code: str, sentence: str) -> None:
    """A short sentence is never called another language."""
    assert language.detect(sentence) in {code, None}


def test_mostly_right() -> None:
    """Silence is the exception: nine of ten of these sentences are told, each language at least once."""
    told = {
        code: [sentence for sentence in sentences if language.detect(sentence) == code]
        for code, sentences in SENTENCES.items()
    }
    assert sum(map(len, told.values())) >= 0.9 * sum(map(len, SENTENCES.values()))
    assert [code for code, sentences in told.items() if not sentences] in ([], ["no"], ["da"], ["da", "no"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "Kyiv",
        "OK",
        "Elon Musk",
        "#Kherson",
        "@jane_doe https://t.co/abcdefghij",
        "pic.twitter.com/yL45R8CIfK",
        "123 456",
        "NATO Summit Madrid",
    ],
)
def test_silent_when_there_is_nothing_to_go_by(text: str) -> None:
    """Names, numbers, links and signs are in no language."""
    assert language.detect(text) is None


def test_links_and_names_do_not_count() -> None:
    """A Dutch line with an English address and hashtags is Dutch."""
    assert (
        language.detect(
            "@the_and_you Dit is het huis van de buren #forYouAndMe https://and.the/you/with/that "
            "pic.twitter.com/theandyou"
        )
        == "nl"
    )


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_p3_any_text(text: str) -> None:
    """A code of two letters, or nothing."""
    found = language.detect(text)
    assert found is None or (len(found) == 2 and found.isascii() and found.islower())


@pytest.mark.parametrize("piece", ["a", "the ", "<", "@a", "é ", "http://a ", "и", "अ", "&a", "ab.com/", "日"])
def test_p1_a_megabyte_of_anything(piece: str) -> None:
    """Only the beginning is looked at."""
    started = time.process_time()
    language.detect(piece * (1_000_000 // len(piece)))
    assert time.process_time() - started < 5


def test_nothing_is_loaded_before_it_is_needed() -> None:
    """The table waits for the first text in a shared script."""
    program = (
        "import sys; from embedarchive.finder import language; language.detect('今日は'); "
        "print('embedarchive.finder.language.words' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


def test_p2_a_whole_article_with_posts_in_another_language(shared: Path) -> None:
    """The seed is Dutch although its posts are English, and however long an article is."""
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    assert language.detect(text) == "nl"
    assert language.detect(text * 4) == "nl"
    assert language.detect(" ".join(SENTENCES["en"]) * 60) == "en"


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_words_of_ascii_are_the_same_words(text: str) -> None:
    """The faster pattern finds what the general one finds."""
    assert language._ASCII_WORD.findall(text) == language._WORD.findall(text)
