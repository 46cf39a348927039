"""`discuss check`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from discuss.cli.opening import echo_json, open_house
from discuss.cli.saying import as_plain

if TYPE_CHECKING:
    from discuss.services.checking import Report
    from discuss.web.checked import Told

EXIT_FAULT = 1
_COLOURS = {"fault": "red", "tip": "yellow", "fact": "green"}


@click.command()
@click.argument("url")
@click.option("--site", "name", help="The site that the page must be of; without, the page says it.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def check(url: str, name: str | None, as_json: bool) -> None:
    """Look at a post of a blog: do readers see the comments there, and what is to mend if not.

    Ends with 0 where they do, and with 1 where something has to be mended.

    Example: discuss check https://town.example/2009/09/town-hall
    """
    from discuss.services.checking import check_any_page

    if not url.strip():
        raise click.UsageError("Name the address of a post.")
    with open_house() as (session, instance):
        report = check_any_page(session, instance, url, name)
    told = _tell(report)
    if as_json:
        echo_json(_describe(report, told))
    else:
        _show(report, told)
    sys.exit(0 if report.is_fine else EXIT_FAULT)


def _tell(report: Report) -> list[Told]:
    from discuss.web.checked import tell
    from discuss.web.words import load_speech

    speech = load_speech("dashboard", "en")
    return [tell(speech, finding) for finding in report.findings]


def _describe(report: Report, told: list[Told]) -> dict[str, Any]:
    findings = [
        {
            "symbol": each.symbol,
            "weight": each.weight,
            "words": each.words.unescape(),
            "cure": each.cure.unescape(),
            "paste": each.paste,
        }
        for each in told
    ]
    return {
        "url": report.url,
        "site": report.site,
        "key": report.key,
        "fine": report.is_fine,
        "findings": findings,
    }


def _show(report: Report, told: list[Told]) -> None:
    from discuss.web.words import load_speech

    speech = load_speech("dashboard", "en")
    click.echo(as_plain(report.url))
    for each in told:
        label = click.style(f"{speech.say(f'check_page_{each.weight}')}:", fg=_COLOURS[each.weight], bold=True)
        click.echo(f"\n{label} {as_plain(each.words.unescape())}")
        if each.cure:
            click.echo(f"  {each.cure.unescape()}")
        for line in each.paste:
            click.echo(f"\n    {as_plain(line)}")
    faults = sum(each.weight == "fault" for each in told)
    words = speech.count("check_page_faults", faults) if faults else speech.say("check_page_fine")
    click.echo(f"\n{words.unescape()}")
