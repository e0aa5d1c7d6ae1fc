"""The hooks for systems that publish articles do what they say, in those systems where they are installed."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
import pytest
from newsroom import Kept, keep, keep_text

from embedarchive import Archive
from embedarchive.cli import cli

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
RECORDING = EXAMPLES / "recorded-web.warc.gz"
HOOK = EXAMPLES / "cms" / "embedarchive.php"


def test_several_processes_add_to_one_archive(tmp_path: Path) -> None:
    """As workers of a queue do: each post is kept once, each article is there, and the archive is sound."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as workers:
        there = workers.submit(keep, EXAMPLES / "article.txt", tmp_path / "kept", recordings=RECORDING)
        here = keep(EXAMPLES / "article.html", tmp_path / "kept", recordings=RECORDING)
        kept = [here, there.result(timeout=120)]
    assert [each.problem for each in kept] == [""] * 2
    assert not any(each.again for each in kept)
    with Archive(tmp_path / "kept", create=False) as archive:
        assert len([*archive.articles()]) == 2
        assert len(archive.posts()) == 5
        assert archive.verify().sound


def test_a_text_is_known_again_by_its_name(tmp_path: Path) -> None:
    """An edited article is a new version of the same one, whatever its name has in it; its posts are kept once."""
    text = (EXAMPLES / "article.txt").read_text(encoding="utf-8")
    for body in (text, text.replace("lijn 4 en 11", "lijn 4, 8 en 11")):
        kept = keep_text(
            body, "2026/../41", tmp_path / "kept", address="https://paper.example/41", recordings=RECORDING
        )
        assert kept == Kept({"archived": 3, "recovered": 1, "unavailable": 1}, again=False)
    with Archive(tmp_path / "kept", create=False) as archive:
        (article,) = archive.articles()
        assert len(article.posts) == 4
    assert [file.name for file in (tmp_path / "articles").iterdir()] == ["2026%2F..%2F41"]


DJANGO = """
import sys
import django
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()
"""


def test_django_keeps_what_is_published(tmp_path: Path) -> None:
    """After the transaction, not before, and not what is a draft, rolled back, or loaded as data."""
    program = f"""
{DJANGO}
from django.db import connection, models, transaction
from cms.django_signal import connect
from newsroom import keep

class Article(models.Model):
    file, live = models.TextField(), models.BooleanField(default=False)
    class Meta:
        app_label = "paper"

kept = []
connect(Article, address=lambda one: one.file, published=lambda one: one.live, enqueue=kept.append)
with connection.schema_editor() as editor:
    editor.create_model(Article)
Article(file="draft", live=False).save()
try:
    with transaction.atomic():
        Article(file="rolled back", live=True).save()
        raise ValueError
except ValueError:
    pass
Article(file="loaded", live=True).save_base(raw=True)
with transaction.atomic():
    Article(file=sys.argv[1], live=True).save()
    assert kept == [], "before the transaction held"
assert kept == [sys.argv[1]], kept
print(sorted(keep(kept[0], sys.argv[2], recordings=sys.argv[3]).states.items()))
"""
    command = [sys.executable, "-c", program, str(EXAMPLES / "article.txt"), str(tmp_path / "kept"), str(RECORDING)]
    done = subprocess.run(command, cwd=EXAMPLES, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[('archived', 3), ('recovered', 1), ('unavailable', 1)]"


def test_wagtail_queues_what_is_published() -> None:
    """A page that readers can see, by its own address; one without an address is passed over."""
    pytest.importorskip(
        "wagtail", reason="Wagtail's thirty packages are too many for one signal: install it to run this"
    )
    program = f"""
{DJANGO}
from types import SimpleNamespace
from wagtail.signals import page_published
from cms.wagtail_signal import connect
queued = []
connect(queued.append)
for address in ("https://paper.example/a/", None):
    page_published.send(sender=SimpleNamespace, instance=SimpleNamespace(full_url=address))
print(queued)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=EXAMPLES, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['https://paper.example/a/']"


def test_celery_comes_again_while_something_is_pending(tmp_path: Path) -> None:
    """Run as a worker runs it: what is settled is told, what could not be read is tried again, ever more rarely."""
    celery = pytest.importorskip(
        "celery", reason="Celery's dozen packages are too many for one task: install it to run this"
    )
    from cms.celery_task import keep_posts

    celery.Celery("paper", broker="memory://", backend="cache+memory://").set_default()
    article = str(EXAMPLES / "article.txt")
    done = keep_posts.apply((article, str(tmp_path / "kept")), {"recordings": str(RECORDING)})
    assert done.get() == {"archived": 3, "recovered": 1, "unavailable": 1}
    waits: list[int] = []

    def retry(countdown: int) -> Exception:
        waits.append(countdown)
        return RuntimeError("again")

    keep_posts.retry = retry
    for retries in (0, 3, 8):
        keep_posts.apply((str(tmp_path / "none.html"), str(tmp_path / "kept")), retries=retries)
    assert waits == [600, 4800]


WORDPRESS = """<?php
define('ABSPATH', '/');
define('EMBEDARCHIVE_COMMAND', $argv[1]);
define('EMBEDARCHIVE_FOLDER', $argv[2]);
define('EMBEDARCHIVE_WEBHOOK', 'https://hooks.example/$(touch%20x)');
$actions = []; $planned = []; $meta = []; $address = $argv[3]; $status = 'publish';
function add_action($name, $call) { global $actions; $actions[$name] = $call; }
function wp_is_post_revision($id) { return $id === 2; }
function is_post_type_viewable($type) { return $type === 'post'; }
function wp_schedule_single_event($at, $hook, $args) { global $planned; $planned[] = [$at - time(), $hook, $args]; }
function get_permalink($id) { global $address; return $address; }
function get_post_status($id) { global $status; return $status; }
function update_post_meta($id, $name, $value) { global $meta; $meta[] = [$id, $name, $value]; }
require $argv[4];
$posts = [[1, 'publish', 'post'], [2, 'publish', 'post'], [3, 'draft', 'post'], [4, 'publish', 'nav_menu_item']];
foreach ($posts as $each) {
    $actions['transition_post_status']($each[1], 'draft', (object) ['ID' => $each[0], 'post_type' => $each[2]]);
}
[, $hook, $args] = $planned[0];
$actions[$hook](...$args);
$actions[$hook](1, 8);
$status = 'trash';
$actions[$hook](...$args);
echo json_encode([$planned, $meta]);
"""


def test_wordpress_runs_the_command(tmp_path: Path) -> None:
    """For what readers can see, without a shell; it comes again where something is pending, and ends some day."""
    php = shutil.which("php")
    if php is None:
        pytest.skip("no PHP on this machine")
    told, command = tmp_path / "told.txt", tmp_path / "embedarchive"
    command.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {told}\nexit 3\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "wordpress.php").write_text(WORDPRESS, encoding="utf-8")
    address = "https://paper.example/?p=1&a=$(touch x)"
    words = [php, "-n", "wordpress.php", str(command), "/data/press", address, str(HOOK)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    planned, meta = json.loads(done.stdout)
    assert planned == [[60, "embedarchive_keep", [1, 0]], [600, "embedarchive_keep", [1, 1]]]
    assert meta == [[1, "_embedarchive_code", 3]] * 2
    said = [
        "scan",
        "--quiet",
        "--archive",
        "/data/press",
        "--webhook",
        "https://hooks.example/$(touch%20x)",
        "--",
        address,
    ]
    assert told.read_text(encoding="utf-8").splitlines() == said * 2
    assert not (tmp_path / "x").exists()


def test_wordpress_names_options_that_there_are() -> None:
    """The words that its plugin hands to the command, where no PHP can run it."""
    context = click.Context(cli, info_name="embedarchive")
    scan = cli.get_command(context, "scan")
    assert scan is not None
    known = {option for one in scan.get_params(context) for option in one.opts}
    named = set(re.findall(r"'(--[a-z-]{2,30})'", HOOK.read_text(encoding="utf-8")))
    assert named <= known
    assert named
