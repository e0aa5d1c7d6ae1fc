"""What strangers may read of the name that somebody gave a source."""

from __future__ import annotations

import pytest

from embedarchive.model.names import public_name, public_name_below


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("article.txt", "article.txt"),
        ("./article.txt", "article.txt"),
        ("case 7/article.txt", "case 7/article.txt"),
        ("/home/mira/case 7/article.txt", "article.txt"),
        ("../../home/mira/article.txt", "article.txt"),
        ("case/../../mira/article.txt", "article.txt"),
        ("~/article.txt", "article.txt"),
        ("C:\\Users\\Mira\\article.txt", "article.txt"),
        ("\\\\desk\\share\\article.txt", "article.txt"),
        ("file:///home/mira/article.html", "article.html"),
        ("https://paper.example/home/mira/article.html", "https://paper.example/home/mira/article.html"),
        ("twitter:1591", "twitter:1591"),
        ("-", "-"),
        ("/", ""),
        ("..", ""),
    ],
)
def test_of_a_path_outside_the_working_folder_its_last_part(given: str, shown: str) -> None:
    """Below it a path stays as it was written, and an address always does."""
    assert public_name(given) == shown
    assert public_name(shown) == shown


@pytest.mark.parametrize(
    ("folder", "shown"),
    [
        ("articles", "articles/may/a.txt"),
        ("/home/mira/articles", "articles/may/a.txt"),
        ("../articles/", "articles/may/a.txt"),
        (".", "may/a.txt"),
        ("..", "may/a.txt"),
        ("/", "may/a.txt"),
    ],
)
def test_a_file_in_a_folder_is_called_from_that_folder_on(folder: str, shown: str) -> None:
    """Two files of one name in one folder are told apart."""
    assert public_name_below(folder, ("may", "a.txt")) == shown
