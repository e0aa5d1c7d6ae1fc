"""Write the made corpus, or look whether what is checked in is what this would write.

    python -m tools.make_corpus              labels, pages and texts laid out by hand, into corpus/
    python -m tools.make_corpus --check      the same, compared with corpus/ and not written
    python -m tools.make_corpus --render     also what the extractors make of the pages (see corpus/README.md)

Run it in the project's folder.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.make_corpus import forms, news, renderings
from tools.make_corpus.articles import Article, articles
from tools.make_corpus.text_layouts import LAYOUTS, flattened, laid_out

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
Files = dict[str, str]
Rows = list[dict[str, Any]]
_KEPT = 4
"""So many renderings of each article are kept; over all articles each extractor and layout has its turn."""


def made() -> Files:
    """All files but the renderings and their labels, by their names in the corpus."""
    files: Files = {}
    labels: Rows = []
    pictures: Rows = []
    texts: Rows = []
    flats: Rows = []
    for number, article in enumerate(articles()):
        ending, text, row, images = news.page(article, number + number // 4)
        _keep(files, labels, f"news/{article.name}.{ending}", text, row)
        pictures.append({"file": labels[-1]["file"], **images})
        for layout in _turns(list(LAYOUTS), number):
            text, found = laid_out(article, layout)
            name = f"text/{layout}/{article.name}.txt"
            files[name] = text
            shown = found.pop("images")
            pictures += [{"file": name, "images": shown}] if shown else []
            texts.append({"extractor": layout, "page": article.name, "file": name, "publisher": layout, **found})
        if number % 3 == 1:
            flat, attributions = flattened(article)
            files[f"flat/{article.name}.txt"] = flat
            flats.append({"file": f"flat/{article.name}.txt", "source": "made", "attributions": attributions})
    for folder, made_pages in (("forms", forms.pages()), ("nothing", forms.empty())):
        for name, text, row in made_pages:
            _keep(files, labels, f"{folder}/{name}.html", text, row)
    files["labels.jsonl"] = _lines(labels)
    files["image-labels.jsonl"] = _lines(pictures)
    files["flat-labels.jsonl"] = _lines(flats)
    files["text-labels.jsonl"] = _lines([*texts, *_rendered(files)])
    return files


def _keep(files: Files, labels: Rows, name: str, text: str, row: dict[str, Any]) -> None:
    """Take a page and its labels in; the folder stands for the publisher."""
    file, identifier = f"pages/{name}", name.rpartition(".")[0]
    files[file] = text
    source = {"source": "made", "commit": None, "publisher": name.partition("/")[0]}
    labels.append({"id": identifier, "file": file, **source, **row})


def _turns(names: list[str], number: int) -> list[str]:
    return [names[(number * 3 + step) % len(names)] for step in range(_KEPT)]


def _pages() -> Iterable[tuple[Article, str, str, str]]:
    """Each article that is a page in HTML, with its text and the extractor and file of each of its renderings."""
    names = list(renderings.NAMES)
    for number, article in enumerate(articles()):
        ending, text, _, _ = news.page(article, number + number // 4)
        for extractor in _turns(names, number) if ending == "html" else ():
            suffix = "md" if extractor in renderings.MARKDOWN else "txt"
            yield article, text, extractor, f"text/{extractor}/{article.name}.{suffix}"


def _rendered(files: Files) -> Rows:
    """The labels of the renderings that are checked in; their text stays as it is."""
    rows = []
    for article, _, extractor, name in _pages():
        if (CORPUS / name).exists():
            files[name] = (CORPUS / name).read_bytes().decode("utf-8")
            found = renderings.labelled(article.posts, files[name])
            if any(tweet["attribution"] for tweet in found["tweets"]):
                rows.append({"extractor": extractor, "page": article.name, "file": name, "publisher": "news", **found})
            else:
                del files[name]
    return rows


def render() -> None:
    """Have the extractors write what they make of the pages."""
    for _, page, extractor, name in _pages():
        text = renderings.render(page, extractor)
        if len(text) > renderings.LEAST:
            _write(name, text)


def _lines(rows: Rows) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write(name: str, text: str) -> None:
    target = CORPUS / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode("utf-8"))


def differing(files: Files) -> list[str]:
    """The names of files that are missing, are other than made, or are nobody's."""
    there = {
        path.relative_to(CORPUS).as_posix()
        for kind in ("pages", "text", "flat")
        for path in CORPUS.glob(f"{kind}/**/*.*")
    }
    wrong = there - files.keys()
    for name, text in files.items():
        path = CORPUS / name
        if not path.exists() or path.read_bytes() != text.encode("utf-8"):
            wrong.add(name)
    return sorted(wrong)


def main() -> int:
    """Write, or compare."""
    if "--render" in sys.argv:
        if wrong := renderings.differing():
            print(f"Renderings need {'; '.join(wrong)}: see corpus/README.md.", file=sys.stderr)
            return 1
        render()
    files = made()
    if "--check" in sys.argv:
        wrong = differing(files)
        print("\n".join(wrong) or f"{len(files)} files are as they are made")
        return 1 if wrong else 0
    for name in differing(files):
        if name in files:
            _write(name, files[name])
        else:
            (CORPUS / name).unlink()
    print(f"{len(files)} files")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
