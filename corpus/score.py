"""Score what a scan found against the labels of this folder. Standard library only.

    embedarchive scan --dry-run --json pages text flat > found.jsonl      (in this folder)
    python score.py found.jsonl [--worst N]

`found.jsonl` holds one JSON object a line, as `scan --json` prints it; `source` is matched by the end of its path.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
HERE = Path(__file__).resolve().parent
SURE = 0.9
GLUED = frozenset({"bs4", "bs4_space", "glued"})
"""Renderings in which nothing parts a post from the prose around it, or its words from its attribution."""

_URL = re.compile(r"(?:https?://)?(?:t\.co|pic\.(?:twitter|x)\.com)/[A-Za-z0-9]{1,10}|https?://\S*")
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\s]*\)")
FIELDS = {"handle": "handle", "author": "author_name", "date": "date", "text": "text"}


@dataclass(slots=True)
class Tally:
    """What was counted, and what went wrong where."""

    counts: Counter[str] = field(default_factory=Counter)
    believed: list[tuple[float, bool]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def of(self, right: str, whole: str) -> float | None:
        """A share, or None where nothing was counted."""
        return round(self.counts[right] / self.counts[whole], 4) if self.counts[whole] else None

    def compare(self, name: str, *, right: bool, file: str, said: object, wanted: object) -> None:
        """Count a fact that is right or wrong."""
        self.counts[f"{name} n"] += 1
        self.counts[f"{name} ok"] += right
        if not right:
            self.faults.append((file, f"{name}: {said!r}, not {wanted!r}"))

    def share(self, name: str) -> float | None:
        """How often a fact is right."""
        return self.of(f"{name} ok", f"{name} n")


def rows(path: Path) -> list[Row]:
    """The objects of a file of lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fold(text: str | None) -> str:
    """Letters and digits only, addresses and case aside: blanks, quotation marks and markup do not count."""
    plain = _URL.sub("", _LINK.sub(r"\1", unicodedata.normalize("NFKC", text or "")))
    return re.sub(r"[\W_\u02bc]+", "", plain).casefold()


def same_post(found: Row, label: Row) -> bool:
    """Whether a find is the labelled post: by its id, or by its address."""
    if found.get("platform") != label.get("platform"):
        return False
    ids = [str(one["id"]) for one in (found, label) if one.get("id")]
    if len(ids) == 2:
        return ids[0].strip("/") == ids[1].strip("/")
    return bool(found.get("url")) and found.get("url") == label.get("url")


def equal(name: str, said: str | None, wanted: str) -> bool:
    """Whether a fact is the labelled one."""
    if name in ("handle", "date"):
        return (said or "").casefold() == wanted.casefold()
    return fold(said) == fold(wanted)


# --------------------------------------------------------------------------------------------------------------- pages


def _compare_place(want: Row, got: Row, file: str, tally: Tally) -> None:
    """Count whether the place that a post's words name is read, and no other."""
    if want.get("coordinates"):
        said = [[each["latitude"], each["longitude"]] for each in got["coordinates"]]
        wanted = [list(want["coordinates"])]
        tally.compare("coordinates", right=said == wanted, file=file, said=said, wanted=wanted)


def score_pages(corpus: Path, found: dict[str, Row]) -> tuple[Row, Tally]:
    """Posts, their facts and their places on the pages."""
    tally = Tally()
    per: dict[str, Counter[str]] = defaultdict(Counter)
    for label in rows(corpus / "labels.jsonl"):
        scan = found.get(label["file"])
        tally.counts["pages"] += 1
        tally.counts["not scanned"] += scan is None
        _page(label, (scan or {"embeds": []})["embeds"], tally, per)
    shares = {name: _shares(counts) for name, counts in sorted(per.items())}
    whole = _shares(sum(per.values(), Counter()))
    kept = {name: tally.counts[name] for name in ("pages", "not scanned", "repeats")}
    fields = {name: tally.share(name) for name in (*FIELDS, "coordinates")}
    return {**kept, "offsets hold": tally.share("offsets"), "all": whole, "platforms": shares, "fields": fields}, tally


def _page(label: Row, embeds: list[Row], tally: Tally, per: dict[str, Counter[str]]) -> None:
    file = label["file"]
    left = list(embeds)
    for want in label["embeds"]:
        same = [each for each in left if same_post(each, want)]
        per[want["platform"]]["labelled"] += 1
        if not same:
            tally.faults.append((file, f"missed: {want['platform']} {want['id']} as {want['form']}"))
            continue
        got = same[0]
        left.remove(got)
        per[want["platform"]].update(hit=1, found=1)
        for name, key in FIELDS.items():
            if want.get(key):
                said = got.get(name)
                tally.compare(name, right=equal(name, said, want[key]), file=file, said=said, wanted=want[key])
        _compare_place(want, got, file, tally)
        if "at" in want:
            held = want["at"][0] <= got["start"] < got["end"] <= want["at"][1]
            tally.compare("offsets", right=held, file=file, said=(got["start"], got["end"]), wanted=want["at"])
    for each in left:
        again = any(same_post(each, want) for want in label["embeds"])
        tally.counts["repeats"] += again
        if not again and not any(same_post(each, one) for one in label["neutral"]):
            per[each["platform"]]["found"] += 1
            tally.faults.append((file, f"found but not shown: {each['platform']} {each['id']} as {each['form']}"))


def _shares(counts: Counter[str]) -> Row:
    hit = counts["hit"]
    return {
        "labelled": counts["labelled"],
        "recall": round(hit / counts["labelled"], 4) if counts["labelled"] else None,
        "precision": round(hit / counts["found"], 4) if counts["found"] else None,
    }


# ---------------------------------------------------------------------------------------------------------------- text


def score_text(corpus: Path, found: dict[str, Row]) -> tuple[Row, Tally]:
    """Posts in renderings: found, whose, of when, their exact words, and how far a find is to be believed."""
    per: dict[str, Tally] = defaultdict(Tally)
    for label in rows(corpus / "text-labels.jsonl"):
        scan = found.get(label["file"]) or {"embeds": [], "ignored": []}
        score_rendering(label, scan["embeds"], per[label["extractor"]])
        if "ignored" in label:
            _banners(label, scan["ignored"], per[label["extractor"]])
    whole = _sum(per.values())
    lined = _sum(tally for name, tally in per.items() if name not in GLUED)
    glued = _sum(tally for name, tally in per.items() if name in GLUED)
    result: Row = {"all": _line(whole), "with line breaks": _line(lined), "glued": _line(glued)}
    ignored = {
        "recall": whole.of("ignored hit", "ignored labelled"),
        "precision": whole.of("ignored hit", "ignored found"),
    }
    result |= {"offsets hold": whole.share("offsets"), "confidence": calibration(whole.believed), "ignored": ignored}
    return result | {name: _line(tally) for name, tally in sorted(per.items())}, whole


def _banners(label: Row, ignored: list[Row], tally: Tally) -> None:
    """Lines of the site's own between the posts: taken for that, and nothing else is; counted in characters."""
    wanted = {place for start, end in label["ignored"] for place in range(start, end)}
    found = {place for each in ignored for place in range(each["start"], each["end"])}
    tally.counts.update(
        {"ignored labelled": len(wanted), "ignored found": len(found), "ignored hit": len(wanted & found)}
    )
    if len(wanted & found) < 0.9 * max(len(wanted), len(found)):
        tally.faults.append((label["file"], f"ignored: {len(found)} characters, not {len(wanted)}"))


def score_rendering(label: Row, embeds: list[Row], tally: Tally) -> None:
    """Count what was found in one text."""
    tally.counts["files"] += 1
    wanted = [*label["tweets"], *label.get("others", ())]
    left = list(embeds) if "others" in label else [each for each in embeds if each.get("platform") == "twitter"]
    for want in wanted:
        if want["attribution"]:
            got = _nearest(want, left)
            tally.counts["labelled"] += 1
            if got is None:
                whose = want["handle"] or want["author_name"]
                tally.faults.append((label["file"], f"missed: {want.get('platform', 'twitter')} {whose}"))
                continue
            left.remove(got)
            tally.counts["hit"] += 1
            _facts(want, got, label["file"], tally)
    spare = [each for each in wanted if not each["attribution"]]
    for each in left:
        match = next((one for one in spare if _akin(each, one)), None)
        if match is None:
            tally.counts["wrong"] += 1
            said = f"{each['platform']} {each.get('handle')} {each.get('text')!r}"
            tally.faults.append((label["file"], f"found but not shown: {said}"))
        elif match is not None:
            spare.remove(match)


def _nearest(want: Row, left: list[Row]) -> Row | None:
    """The find that is this post: of the same handle (or name), with the nearest day and words."""
    name = "handle" if want["handle"] else "author"
    same = [
        each
        for each in left
        if each["platform"] == want.get("platform", "twitter") and equal(name, each.get(name), want[FIELDS[name]])
    ]
    if len(same) <= 1:
        return next(iter(same), None)
    folded = fold(want["text"])[:400]
    return max(
        same,
        key=lambda each: (
            each.get("date") == want["date"],
            difflib.SequenceMatcher(None, fold(each.get("text"))[:400], folded).ratio(),
        ),
    )


def _facts(want: Row, got: Row, file: str, tally: Tally) -> None:
    for name in ("date", "author"):
        said, wanted = got.get(name), want[FIELDS[name]]
        if wanted:
            tally.compare(name, right=equal(name, said, wanted), file=file, said=said, wanted=wanted)
    if want["full_text_survives"]:
        _compare_place(want, got, file, tally)
        right = fold(got.get("text")) == fold(want["text"])
        tally.compare("text", right=right, file=file, said=(got.get("text"), got["confidence"]), wanted=want["text"])
        tally.believed.append((float(got["confidence"]), right))
    if "attribution_at" in want:
        first, last = want["attribution_at"]
        held = all(got["start"] <= start < end <= got["end"] for start, end in got["parts"])
        held = held and any(start < last and first < end for start, end in got["parts"])
        tally.compare("offsets", right=held, file=file, said=got["parts"], wanted=want["attribution_at"])


def _akin(embed: Row, label: Row) -> bool:
    """Whether a find is a post whose attribution did not survive: neither right nor wrong."""
    return (
        bool(label["id"] and str(label["id"]) == str(embed.get("id")))
        or fold(label["text"]) == fold(embed.get("text"))
        or equal("handle", embed.get("handle") or "-", label["handle"] or "")
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.counts += tally.counts
        whole.believed += tally.believed
        whole.faults += tally.faults
    return whole


def _line(tally: Tally) -> Row:
    counts = tally.counts
    found = counts["hit"] + counts["wrong"]
    return {
        "files": counts["files"],
        "labelled": counts["labelled"],
        "recall": tally.of("hit", "labelled"),
        "precision": round(counts["hit"] / found, 4) if found else None,
        "date": tally.share("date"),
        "author": tally.share("author"),
        "exact text": tally.share("text"),
        "coordinates": tally.share("coordinates"),
    }


def calibration(pairs: list[tuple[float, bool]]) -> Row:
    """How far `confidence` is to be believed: its Brier score, and how often the words are right where it is sure."""
    sure = [right for confidence, right in pairs if confidence >= SURE]
    brier = sum((confidence - right) ** 2 for confidence, right in pairs) / max(1, len(pairs))
    return {
        "n": len(pairs),
        "sure": len(sure),
        "brier": round(brier, 4),
        "right where >= .9": round(sum(sure) / max(1, len(sure)), 4),
    }


# ----------------------------------------------------------------------------------------------------- flat and images


def score_flat(corpus: Path, found: dict[str, Row]) -> tuple[Row, Tally]:
    """Attributions in news without line breaks."""
    tally = Tally()
    for label in rows(corpus / "flat-labels.jsonl"):
        embeds = (found.get(label["file"]) or {"embeds": []})["embeds"]
        ours = Counter(
            (str(each["handle"]).casefold(), each["date"]) for each in embeds if each["platform"] == "twitter"
        )
        want = Counter((each["handle"].casefold(), each["date"]) for each in label["attributions"] if each["date"])
        tally.counts.update(files=1, hit=(ours & want).total(), labelled=want.total(), found=ours.total())
        tally.faults += [(label["file"], f"missed: {each}") for each in (want - ours).elements()]
        tally.faults += [(label["file"], f"found but not shown: {each}") for each in (ours - want).elements()]
    counts = tally.counts
    return {
        "files": counts["files"],
        "labelled": counts["labelled"],
        "recall": tally.of("hit", "labelled"),
        "precision": tally.of("hit", "found"),
    }, tally


def score_images(corpus: Path, found: dict[str, Row]) -> tuple[Row, Tally]:
    """Pictures on the pages: found, in their largest size, with what is written beside them, at their place."""
    tally = Tally()
    for label in rows(corpus / "image-labels.jsonl"):
        file = label["file"]
        left = list((found.get(file) or {"images": []})["images"])
        for want in label["images"]:
            tally.counts["labelled"] += 1
            got = next((each for each in left if each["url"] in want["urls"]), None)
            if got is None:
                tally.faults.append((file, f"missed: {want['urls'][-1]}"))
                continue
            left.remove(got)
            tally.counts.update(hit=1, found=1)
            for name in ("alt", "caption", "credit"):
                tally.compare(name, right=got[name] == want[name], file=file, said=got[name], wanted=want[name])
            held = want["at"][0] <= got["start"] < got["end"] <= want["at"][1]
            tally.compare("offsets", right=held, file=file, said=(got["start"], got["end"]), wanted=want["at"])
        tally.counts["found"] += len(left)
        tally.faults += [(file, f"found but not shown: {each['url']}") for each in left]
    words = {name: tally.share(name) for name in ("alt", "caption", "credit")}
    return {
        "labelled": tally.counts["labelled"],
        "recall": tally.of("hit", "labelled"),
        "precision": tally.of("hit", "found"),
        **words,
        "offsets hold": tally.share("offsets"),
    }, tally


# ------------------------------------------------------------------------------------------------------------- the lot


PARTS = {"pages": score_pages, "text": score_text, "flat": score_flat, "images": score_images}


def by_file(corpus: Path, scans: Iterable[Row]) -> dict[str, Row]:
    """The scans by the name that the labels call their file."""
    names = ("labels.jsonl", "text-labels.jsonl", "flat-labels.jsonl")
    wanted = {row["file"] for name in names for row in rows(corpus / name)}
    found: dict[str, Row] = {}
    for scan in scans:
        parts = Path(scan["source"]).parts
        found |= {name: scan for count in (2, 3) if (name := "/".join(parts[-count:])) in wanted}
    return found


def score(corpus: Path, scans: Iterable[Row]) -> dict[str, tuple[Row, Tally]]:
    """The figures of each part, and what was counted."""
    found = by_file(corpus, scans)
    return {name: part(corpus, found) for name, part in PARTS.items()}


def main() -> int:
    """Print the figures as JSON, and what went wrong to stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("found", type=Path)
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name N faults of each part")
    chosen = parser.parse_args()
    result = score(HERE, rows(chosen.found))
    for name, (_, tally) in result.items():
        for file, fault in tally.faults[: chosen.worst]:
            print(f"{name}: {file}: {fault}", file=sys.stderr)
    print(json.dumps({name: figures for name, (figures, _) in result.items()}, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
