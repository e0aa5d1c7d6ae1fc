"""CSV files hold what was posted, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from itertools import chain
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.datasette_plugin.serving.spreadsheets import Rows, harmless
from embedarchive.exports.tables import guarded

Ask = Callable[..., Any]
CELLS = st.text(st.characters(codec="utf-8") | st.sampled_from('=+-@\t\r\n",;1.e'), max_size=8)


def written(rows: list[list[str]]) -> str:
    """The rows as Datasette writes them."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def read(text: str) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5), st.integers(1, 9))
def test_w4_no_cell_begins_like_a_formula(rows: list[list[str]], length: int) -> None:
    """Whatever was posted, and however the file was cut into pieces; an apostrophe is all that is added."""
    data = written(rows).encode()
    taken = Rows()
    made = b"".join(taken.take(data[at : at + length]) for at in range(0, len(data), length)) + taken.take(
        b"", last=True
    )
    found = read(made.decode())
    assert [len(row) for row in found] == [len(row) for row in read(data.decode())]
    for before, after in zip(chain(*rows), chain(*found), strict=True):
        assert after.replace("'", "") == before.replace("'", "")
        if after[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}:
            assert float(after) is not None


@pytest.mark.parametrize("cell", ["-12.5", "+31", "-0.1276", "1e5", "-1E-7", "", "a=b", "' =x", "2026-03-01"])
def test_w4_numbers_and_plain_words_stay_as_they_are(cell: str) -> None:
    """Half of all longitudes begin with a minus."""
    assert harmless(cell) == cell


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-1+1", "@SUM(1)", "\tx", "\r=1", "--1", "-"])
def test_w4_formulas_are_text(cell: str) -> None:
    """As spreadsheets see it."""
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", [";=1+1", "a;=1+1", 'a;"=1+1', "a;@SUM(1)", "a;-1+1|x", "a;+1", "x\t=1+1", "a;\"\"=cmd|' /C calc'!A0;"]
)
@pytest.mark.parametrize("parted", [";", "\t"])
def test_w4_nor_does_a_part_of_a_cell(cell: str, parted: str) -> None:
    """Spreadsheets in half of Europe divide a line at semicolons: there, too, nothing begins like a formula."""
    taken = Rows()
    made = (taken.take(written([["word", cell, "word"]]).encode()) + taken.take(b"", last=True)).decode()
    for line in csv.reader(io.StringIO(made), delimiter=parted):
        assert not [each for each in line if each.startswith(("=", "+", "-", "@"))]
    quoted = f'"word","{guarded(cell)}"\r\n'
    for line in csv.reader(io.StringIO(quoted), delimiter=parted):
        assert not [each for each in line if each.startswith(("=", "+", "-", "@"))]


def test_w4_a_wink_is_no_formula() -> None:
    """Nor is an entity, or what follows a blank."""
    taken = Rows()
    data = b'"a ;-) b; = c","&amp;b;c"\r\n'
    assert taken.take(data, last=True) == data


def test_w4_in_the_csv_of_every_table_and_query(ask: Ask) -> None:
    """Streamed or not, looked at or saved; JSON stays exact."""
    formula = '=HYPERLINK("https://evil.example","x")'
    long = "replace(hex(zeroblob(100000)), '0', 'z')"
    sql = f"select '{formula}' as a, -1.5 as b, '-2+3' as c, 'word' as d, {long} as e"
    for extra in ("", "&_dl=1", "&_stream=1"):
        text = ask(f"/archive/-/query.csv?sql={quote(sql)}{extra}").text
        assert text.endswith(f",{'z' * 200_000}\r\n")
        assert read(text.replace("z", "")) == [["a", "b", "c", "d", "e"], [f"'{formula}", "-1.5", "'-2+3", "word", ""]]
    exact = ask(f"/archive/-/query.json?sql={quote(sql)}&_shape=array").json()
    assert exact[0]["a"] == formula
    posts = read(ask("/archive/posts.csv?_size=max").text)
    assert len(posts) == 6
    assert all(len(row) == len(posts[0]) for row in posts)
