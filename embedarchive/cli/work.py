"""`scan` and `fetch`: the commands that find, fetch and keep."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from embedarchive.cli.manner import manner
from embedarchive.cli.options import archive_option, json_option, network_options, size, timestamp_option
from embedarchive.cli.settings import SETTINGS
from embedarchive.errors import SourceError, UsageError

if TYPE_CHECKING:
    from embedarchive.archive.summary import Summary
    from embedarchive.model import Scan
    from embedarchive.web import Recording

LONGEST_AGE_S = 100 * 365 * 86_400.0
"""Before there was anything to archive."""


def _base_url(_context: click.Context, _option: click.Parameter, url: str | None) -> str | None:
    if url is None:
        return None
    from embedarchive.archive.arguments import base_url_named

    return base_url_named(url)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--dry-run", is_flag=True, help="Only find: write nothing, fetch nothing but a SOURCE that is a URL.")
@json_option
@click.option(
    "--base-url",
    metavar="URL",
    callback=_base_url,
    help="What relative links of a pasted page are resolved against.",
)
@click.option(
    "--max-article-bytes",
    type=size,
    default="20M",
    metavar="SIZE",
    show_default=True,
    help="Refuse larger articles.",
)
@click.option(
    "--render",
    is_flag=True,
    help="Load articles that are URLs in a browser first: some insert their posts by script. Needs the extra: "
    "pip install 'embedarchive[browser]'.",
)
@click.option(
    "--save-to-wayback",
    is_flag=True,
    help="Ask the Wayback Machine to keep a copy of every post that is live: one in 5 seconds, and for all to see. "
    "Posts of X are not kept there.",
)
@click.option(
    "--new-only",
    is_flag=True,
    help="Pass over what of a feed, a list or a folder was read before as it is now.",
)
@click.option(
    "--url-match",
    metavar="TEXT",
    help="Of a SOURCE that is a recording only articles whose address contains TEXT; * stands for anything.",
)
@click.option("--limit", type=click.IntRange(min=1), help="So many articles of each such recording at most.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Read files in N processes at once; without it in as many as there are processors.",
)
@click.option(
    "--webhook",
    metavar="URL",
    callback=lambda _, __, url: _webhook(url),
    help="At the end, send there by POST what was found and what became of it, as JSON.",
)
@timestamp_option
@archive_option
@network_options
def scan(sources: tuple[str, ...], *, dry_run: bool, as_json: bool, **options: Any) -> int:  # noqa: ANN401 -- click's options, checked by it
    """Find the embeds and images of articles, fetch them and keep them.

    SOURCE is a file (HTML, Markdown, text, feed, saved page, mail or mailbox, ZIP, an account's export), - for standard
    input, the address of an article, a feed or a single post, a list of addresses (sitemap, OPML, bookmarks, a table),
    a folder, or a recording (WARC, WACZ, HAR): the articles in it.
    """
    if dry_run and options["webhook"]:
        raise UsageError("--dry-run keeps nothing and tells nobody: leave out --webhook.")
    if dry_run:
        return _dry_run(sources, as_json=as_json, **options)
    from embedarchive.cli.report import follow, refuse

    if options["timestamp"]:
        from embedarchive.cli.stamps import refuse_recordings

        refuse_recordings(options)
    if not (options["folder"] / "archive.db").exists():  # an archive is begun for something that can be kept
        from embedarchive.archive.articles.reading import refused

        if refusals := refused(sources, options["max_article_bytes"]):
            return refuse(refusals)
    from embedarchive.archive.articles.jobs import processors
    from embedarchive.archive.summary import Summary

    summary = Summary()
    with archive_of(options | {"jobs": options["jobs"] or processors()}) as archive:
        events = archive.events(sources, base_url=options["base_url"])
        code = follow(summary.heard(events) if options["webhook"] else events, archive, as_json=as_json)
    code = max(code, 0 if _told(summary, options) else 3)
    if not options["timestamp"]:
        return code
    from embedarchive.cli.stamps import stamp_what_is_new

    return max(code, stamp_what_is_new(options["folder"], options)) if code in {0, 3} else code


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also what is not due yet, and what had failed for good.")
@click.option("--failed", is_flag=True, help="Only what had failed for good, all of it again.")
@click.option(
    "--recheck",
    is_flag=True,
    help="Look again at archived posts; exit 4 when something changed or vanished.",
)
@click.option("--older-than", metavar="AGE", help="With --recheck: only captures older than this (7d, 12h).")
@click.option(
    "--dask",
    metavar="ADDRESS|local",
    help="Have the workers of a Dask cluster make the requests, those to one host all by one of them.",
)
@json_option
@archive_option
@network_options
def fetch(
    *,
    everything: bool,
    failed: bool,
    recheck: bool,
    older_than: str | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401 -- click's options, checked by it
) -> int:
    """Try again what is due, or look again at what is archived."""
    from embedarchive.cli.report import follow

    if older_than is not None and not recheck:
        raise UsageError("--older-than goes with --recheck.")
    if failed and (recheck or everything):
        raise UsageError("--failed goes by itself: --all tries what had failed, too, --recheck what is archived.")
    age = 0.0 if older_than is None else _age(older_than)
    with archive_of(options, create=False) as archive:
        if recheck:
            events = archive.recheck_events(older_than=age)
        else:
            events = archive.due_events(everything=everything, failed=failed)
        return follow(events, archive, as_json=as_json)


def archive_of(options: dict[str, Any], *, create: bool = True, **more: Any) -> Any:  # noqa: ANN401 -- click's options, checked by it
    """The archive that the options of a command name."""
    from embedarchive.archive import Archive

    not_for_it = ("folder", "base_url", "webhook", "timestamp")
    chosen = {name: value for name, value in options.items() if name not in not_for_it}
    if chosen.pop("cards"):
        from embedarchive.datasette_plugin.serving.in_process import open_website

        chosen["cards"] = open_website
    written_down = click.get_current_context().meta[SETTINGS]
    return Archive(options["folder"], create=create, rates=written_down.rates, **chosen, **more)


def _webhook(url: str | None) -> str | None:
    """The address that is told, as the user gives it.

    Raises:
        UsageError: it is none.
    """
    if url is not None and not url.lower().startswith(("http://", "https://")):
        raise UsageError("--webhook takes an address that begins with https://.")
    return url


def _told(summary: Summary, options: dict[str, Any]) -> bool:
    """Send what a run found to the webhook, if there is one; whether nobody is left to be told."""
    if not options["webhook"]:
        return True
    import json
    from urllib.parse import urlsplit

    from embedarchive.archive.watch.webhook import poster
    from embedarchive.cli.lines import complain

    send = poster((), allow_private=options["allow_private"], proxy=options["proxy"])
    why = send(options["webhook"], json.dumps(summary.told(), ensure_ascii=False).encode())
    if why is not None:
        complain(f"the webhook at {urlsplit(options['webhook']).hostname} was not told: {why} What was kept is kept.")
    return why is None


def _age(text: str) -> float:
    """A number and a unit (s, m, h, d, w) in seconds."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not number.isascii() or not number.isdigit():
        raise UsageError(f"--older-than {text}: give a whole number and a unit, as in 7d or 12h.")
    return min(float(number[:9]) * units[unit], LONGEST_AGE_S)


def _dry_run(sources: tuple[str, ...], *, as_json: bool, **options: Any) -> int:  # noqa: ANN401 -- click's options, checked by it
    """Print what is found; 0 when every source could be read, 3 when some could not, 2 when none could."""
    from embedarchive.archive.articles.jobs import processors
    from embedarchive.archive.articles.origins import Choice
    from embedarchive.archive.dry_run import told_of, unchanged
    from embedarchive.cli.lines import complain, describe
    from embedarchive.exports.scan_json import scan_line

    read = failed = 0
    heard: list[Recording] = []

    def say_what_was_left_out(of: Recording | None = None) -> None:
        while heard:
            for note in heard.pop().notes:
                complain(note)
        heard.extend([of] if of else [])

    tell: Callable[[Scan], str | Scan] = scan_line if as_json else unchanged
    for found in told_of(
        sources,
        tell,
        jobs=options["jobs"] or processors(),
        base_url=options["base_url"],
        limit=options["max_article_bytes"],
        recordings=options["recordings"],
        choice=Choice(options["url_match"] or "", options["limit"]),
        images=options["images"],
        render=options["render"],
        allow_private=options["allow_private"],
        proxy=options["proxy"],
        user_agent=options["user_agent"],
        cookies=options["cookies"],
        opened=say_what_was_left_out,
    ):
        if isinstance(found, SourceError):
            failed += 1
            complain(str(found))
            continue
        read += 1
        if isinstance(found, str):
            sys.stdout.write(f"{found}\n")  # `click.echo` takes ten times as long
            sys.stdout.flush()
        elif not manner().silent:
            describe(found)
    say_what_was_left_out()
    if failed:
        return 3 if read else 2
    return 0
