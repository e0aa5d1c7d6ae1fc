"""What is written down: where it is looked for, what goes before what, and what makes no sense."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import commands
import pytest
from sample_archive import make_archive

from embedarchive import web
from embedarchive.archive.articles import article_pages
from embedarchive.cli.settings import OPENING, settings
from embedarchive.errors import UsageError
from embedarchive.web.rates import rate_for


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of three posts, press/kept, and a user's settings that name it."""
    folder = tmp_path_factory.mktemp("settings")
    (folder / "press").mkdir()
    make_archive(folder / "press" / "kept")
    (folder / "embedarchive").mkdir()
    return folder


def written(home: Path, text: str, beside: str = "") -> None:
    """Write down the user's settings, and those beside the archive."""
    (home / "embedarchive" / "config.toml").write_text(text, encoding="utf-8")
    (home / "press" / "embedarchive.toml").write_text(beside, encoding="utf-8")


def run(home: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command of that user in another folder."""
    (home / "elsewhere").mkdir(exist_ok=True)
    return commands.run_text(*words, cwd=home / "elsewhere", env={"XDG_CONFIG_HOME": str(home), **env})


NAMED = 'archive = "press"\n[archives]\npress = "../press/kept"\n'


def test_an_archive_has_a_name(home: Path) -> None:
    """It is the one that is meant where none is named; by its name, its folder or the environment another is."""
    written(home, NAMED)
    for words in (("list",), ("list", "--archive", "press"), ("list", "--archive", str(home / "press" / "kept"))):
        assert "warden_1" in run(home, *words).stdout, words
    assert "warden_1" in run(home, "list", EMBEDARCHIVE_ARCHIVE="press").stdout
    assert run(home, "list", "--archive", "snapshots").returncode == 2


def test_what_goes_before_what(home: Path) -> None:
    """The command line before the environment, that before the file beside the archive, that before the user's."""

    def rows(*words: str) -> int:
        return len(run(home, "list", "--json", *words).stdout.splitlines())

    written(home, f"{NAMED}[options.list]\nmost = 1\n")
    assert rows() == 1
    written(home, f"{NAMED}[options]\nmost = 1\n")
    assert rows() == 1
    written(home, f"{NAMED}[options.list]\nmost = 1\n", "[options.list]\nmost = 2\n")
    assert rows() == 2
    assert rows("--most", "3") == 3
    told = json.loads(run(home, "config", "--json").stdout)
    assert told["options"] == {"list most": 2}
    assert [Path(file).name for file in told["files"]] == ["config.toml", "embedarchive.toml"]
    assert told["archive"].endswith("press/kept")
    assert "list: most = 2 (embedarchive.toml)" in run(home, "config").stdout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("archive = ", "cannot be read as TOML"),
        ("rate = 5", "there is no setting rate; there are archive, archives, rates, options."),
        ("archives = 3", "archives is a table, as in [archives]."),
        ("[archives]\npress = 3", "an archive is the path of a folder"),
        ('[rates]\n"a.example" = "often"', "rates: a.example takes seconds, from 0 to 86400."),
        ("[options.lost]\nmost = 1", "options: there is no command lost."),
        ("[options.list]\nmots = 1", "list has no option mots."),
        ("[options.list]\nmost = 'many'", "'many' is not a valid integer"),
    ],
)
def test_what_makes_no_sense_is_said(home: Path, text: str, sentence: str) -> None:
    """In a sentence that names the file, exit code 2, no traceback."""
    written(home, text)
    done = run(home, "list", "--archive", str(home / "press" / "kept"))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "config.toml" in done.stderr or "valid integer" in done.stderr


@pytest.mark.parametrize("option", sorted(OPENING))
def test_a_file_that_came_with_an_archive_opens_nothing(tmp_path: Path, option: str) -> None:
    """Where a stranger may have written it, it names no host, proxy or operator."""
    (tmp_path / "embedarchive.toml").write_text(f"[options.serve]\n{option} = true\n", encoding="utf-8")
    with pytest.raises(UsageError, match=f"{option} is for your own file of settings"):
        settings(["--archive", str(tmp_path / "snapshots")], {"XDG_CONFIG_HOME": str(tmp_path)}, ["serve"])


def test_nothing_is_written_down(tmp_path: Path) -> None:
    """Then it says where it would be looked for."""
    done = commands.run_text("config", cwd=tmp_path, env={"XDG_CONFIG_HOME": str(tmp_path)})
    assert done.returncode == 0
    assert "neither" in done.stdout
    assert str(tmp_path / "embedarchive.toml") in done.stdout


def test_rates_of_hosts_reach_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """They go before the platforms' own, for the host and all below it."""
    asked: dict[str, tuple[web.Rate, ...]] = {}
    monkeypatch.setattr(web, "network", lambda **given: asked.update(given))
    article_pages.open_source((), rates={"x.com": 9.0})
    for host in ("x.com", "api.x.com"):
        assert rate_for(asked["rates"], host, "/", "page")[0].every_s == 9.0
    assert rate_for(asked["rates"], "a.example", "/", "page")[0].every_s != 9.0
