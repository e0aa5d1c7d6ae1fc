"""Make `embedarchive/finder/text/attribution/months.txt`: the names of the months in the languages of embeds.

    python tools/make_months.py > embedarchive/finder/text/attribution/months.txt

The names come from the Unicode CLDR (Unicode License v3) through Babel; the table names the version, and a test
compares it with that version only, which `constraints.txt` pins. After `make update` brought another Babel, run this
again and keep in `EXTRA` what the new CLDR spells otherwise: embeds of earlier years have the old names.

Languages of the platforms' widgets stand first: where two languages use one name for different months (`listopada`),
the earlier line decides for a text of unknown language.
"""

from __future__ import annotations

import unicodedata
from importlib.metadata import version

from babel import Locale

WIDGET = (
    *(
        "en",
        "ar",
        "bn",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "fa",
        "fi",
        "fil",
        "fr",
        "he",
        "hi",
        "hu",
        "id",
        "it",
        "ms",
        "nl",
    ),
    *("nb", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "ur"),
)
OTHERS = (
    *("ca", "eu", "gl", "bg", "hr", "sr", "sr_Latn", "bs", "sk", "sl", "lt", "lv", "et", "gu", "mr", "ta", "kn", "te"),
    *("ml", "pa", "is", "mk", "be", "ka", "hy", "az", "kk", "sq", "af", "nn", "cy", "sw"),
    *("ar_SY", "es_MX", "de_AT", "en_AU", "pt_PT"),
    *("ar_MA", "ar_DZ", "ar_TN", "ga", "si", "ne", "my", "km", "lo", "am"),
)
EXTRA = {
    "en": {9: ["sept"]},
    "es": {9: ["setiembre"]},
    "fr": {2: ["fevrier"], 8: ["aout"], 12: ["decembre"]},
    "de": {3: ["maerz", "mrz"]},
    "fi": {
        number: [f"{name}k"]
        for number, name in enumerate(
            ["tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu"],
            start=1,
        )
    },
    "id": {8: ["agt"]},
    "ru": {2: ["фев"], 9: ["сен"], 11: ["ноя"]},
    "uk": {4: ["кві"], 5: ["тра"], 6: ["чер"], 8: ["сер"], 10: ["жов"], 11: ["лис"], 12: ["гру"]},
    "bn": {1: ["জানুয়ারী"], 2: ["ফেব্রুয়ারী"]},
    "fa": {1: ["ژانویهٔ"], 2: ["فوریهٔ"], 5: ["مهٔ"], 7: ["ژوئیهٔ"]},
    "si": {
        number: [wide, short]
        for number, (wide, short) in enumerate(
            zip(
                [
                    "ජනවාරි",
                    "පෙබරවාරි",
                    "මාර්තු",
                    "අප්\u200dරේල්",
                    "මැයි",
                    "ජූනි",
                    "ජූලි",
                    "අගෝස්තු",
                    "සැප්තැම්බර්",
                    "ඔක්තෝබර්",
                    "නොවැම්බර්",
                    "දෙසැම්බර්",
                ],
                ["ජන", "පෙබ", "මාර්තු", "අප්\u200dරේල්", "මැයි", "ජූනි", "ජූලි", "අගෝ", "සැප්", "ඔක්", "නොවැ", "දෙසැ"],
                strict=True,
            ),
            start=1,
        )
    },
}
"""Spellings met in embeds that this CLDR does not list: accents lost on the way, older forms, names of earlier CLDR."""


PERSIAN = (
    *(
        ("فروردین", "حمل"),
        ("اردیبهشت", "ثور"),
        ("خرداد", "جوزا"),
        ("تیر", "سرطان"),
        ("مرداد", "اسد"),
        ("شهریور", "سنبله"),
    ),
    *(("مهر", "میزان"), ("آبان", "عقرب"), ("آذر", "قوس"), ("دی", "جدی"), ("بهمن", "دلو"), ("اسفند", "حوت")),
)
"""The months of the solar calendar of Iran and Afghanistan (CLDR: `persian`), which Babel does not carry."""

ETHIOPIAN = (
    *(("መስከረም",), ("ጥቅምት",), ("ኅዳር", "ህዳር"), ("ታኅሣሥ", "ታኅሳስ", "ታህሳስ", "ታህሣሥ"), ("ጥር",), ("የካቲት",), ("መጋቢት",)),
    *(("ሚያዝያ", "ሚያዚያ"), ("ግንቦት",), ("ሰኔ",), ("ሐምሌ", "ሀምሌ"), ("ነሐሴ", "ነሀሴ"), ("ጳጉሜን", "ጳጉሜ")),
)
"""The thirteen months of Ethiopia (CLDR: `ethiopic`)."""

BIKRAM_SAMBAT = (
    *(("वैशाख", "बैशाख", "baisakh", "baishakh"), ("जेठ", "जेष्ठ", "ज्येष्ठ", "jestha"), ("असार", "आषाढ", "ashadh", "asar")),
    *(("साउन", "श्रावण", "shrawan", "saun"), ("भदौ", "भाद्र", "bhadra", "bhadau"), ("असोज", "आश्विन", "ashwin", "asoj")),
    *(("कात्तिक", "कार्तिक", "kartik"), ("मङ्सिर", "मंसिर", "मार्ग", "mangsir"), ("पुस", "पुष", "पौष", "poush", "paush")),
    *(("माघ", "magh"), ("फागुन", "फाल्गुन", "falgun", "phalgun", "fagun"), ("चैत", "चैत्र", "chaitra", "chait")),
)
"""The months of Nepal's Bikram Sambat."""

CALENDARS = {"persian": PERSIAN, "ethiopian": ETHIOPIAN, "bikram_sambat": BIKRAM_SAMBAT}


def fold(name: str) -> str:
    """The name as `attribution.months` looks it up: compatible forms, no case, no points, no direction marks."""
    kept = (char for char in unicodedata.normalize("NFKC", name).casefold() if unicodedata.category(char) != "Cf")
    return "".join(kept).strip(" .’'׳")


def names(language: str) -> list[list[str]]:
    """For January to December, every name of one language, the usual one first."""
    if language in CALENDARS:
        return [[fold(name) for name in group] for group in CALENDARS[language]]
    months = Locale.parse(language).months
    table = []
    for month in range(1, 13):
        found = [
            fold(months[context][width][month])
            for context in ("format", "stand-alone")
            for width in ("wide", "abbreviated")
        ]
        found += EXTRA.get(language, {}).get(month, [])
        table.append(
            [
                name
                for name in dict.fromkeys(found)
                if (len(name) > 1 or not name.isascii()) and not any(char.isdecimal() for char in name)
            ]
        )
    return table


def table() -> str:
    """The data file."""
    lines = [
        "# The names of the months, by language. Generated by tools/make_months.py; do not edit.",
        f"# From the CLDR of Babel {version('babel')}.",
        "# A line: the language, and a group of folded names a month, parted by `|`; the names of a group by `,`.",
    ]
    for language in (*WIDGET, *OTHERS, *CALENDARS):
        value = "|".join(",".join(found) for found in names(language))
        if value.strip("|"):
            lines.append(f"{language}\t{value}")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(table(), end="")
