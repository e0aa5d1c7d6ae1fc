"""`doctor`: which sources of the platforms answer today."""

from __future__ import annotations

import json

import click

from embedarchive.cli.lines import say
from embedarchive.cli.options import json_option

_COLOURS = {"answers": "green", "wall": "yellow", "limited": "yellow", "denies": "red", "changed": "red"}


@click.command()
@click.option("--platform", "--only", "only", multiple=True, metavar="PLATFORM", help="Only this one; may be repeated.")
@click.option("--proxy", metavar="URL", help="Ask through this proxy: socks5h://… or http://….")
@click.option("--user-agent", help="Sent with every request instead of embedarchive's own name.")
@json_option
def doctor(*, only: tuple[str, ...], proxy: str | None, user_agent: str | None, as_json: bool) -> int:
    """Ask every source of every platform for one well-known public post, and say which answer.

    answers: it gave the post · wall: it lets in browsers or accounts only · limited: it asks to come back later ·
    denies: it says that there is no such post · changed: an answer that embedarchive does not understand ·
    unreached: there was nobody to ask · fails: anything else. Exit 0 when every platform has a source that answers,
    else 3. Nothing is kept.
    """
    from embedarchive.archive.doctor import doctor as examine
    from embedarchive.model import plain

    findings = examine(only, proxy=proxy, user_agent=user_agent)
    names = dict.fromkeys(finding.platform for finding in findings)
    served = {finding.platform for finding in findings if finding.verdict == "answers"}
    offline = bool(findings) and all(finding.verdict == "unreached" for finding in findings)
    if as_json:
        for finding in findings:
            click.echo(json.dumps(plain(finding), ensure_ascii=False))
    elif not offline:
        widths = [max(len(getattr(finding, name)) for finding in findings) for name in ("platform", "source")]
        for finding in findings:
            verdict = click.style(f"{finding.verdict:9}", fg=_COLOURS.get(finding.verdict))
            line = f"{finding.platform:{widths[0]}}  {finding.source:{widths[1]}}  {verdict}  {finding.detail[:200]}"
            say(line.rstrip())
    if offline:
        sentence = (
            f"Nobody could be reached: none of {len(findings)} sources of {len(names)} platforms. Is there a network?"
        )
        say(sentence, err=as_json)
    elif not as_json:
        say(f"{len(served)} of {len(names)} platforms have a source that answers.")
    return 0 if served == set(names) else 3
