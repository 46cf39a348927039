"""`discuss doctor`: what is misconfigured, and how to mend it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from discuss.cli.opening import echo_json
from discuss.errors import SetupError

if TYPE_CHECKING:
    from discuss.config import Settings
    from discuss.services.doctor import Item, State
    from discuss.web.findings import Said

_COLOURS = {"ok": "green", "warning": "yellow", "broken": "red"}
_EXIT_BROKEN = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(as_json: bool) -> None:
    """Look over the installation: what is misconfigured or broken, and what mends it. Nothing is changed.

    Ends with 1 if anything is broken, else with 0.

    Example: discuss doctor
    """
    from discuss.services.doctor import examine, is_broken, survey_house
    from discuss.web.findings import say_item

    house = survey_house()
    items = examine(house)
    house.close()
    said = [say_item(item) for item in items]
    if as_json:
        echo_json([_list_parts(each) for each in said])
    else:
        for each in said:
            _print(each)
        click.echo(_sum_up([each.state for each in said]))
    if is_broken(items):
        sys.exit(_EXIT_BROKEN)


def refuse_network_drive(settings: Settings) -> None:
    """Raises SetupError where SQLite would write on a network drive in the way that does not work there."""
    from discuss.services.doctor import Item, State, visit_house
    from discuss.services.doctor.drive import check_drive

    finding = check_drive(visit_house(settings))
    if finding is not None and finding.state is State.BROKEN:
        raise SetupError(say_in_one_line(Item("drive", finding)))


def warn_of_trouble(settings: Settings) -> None:
    """Say on one line each what shows at once not to be well, for who starts the service."""
    from discuss.services.doctor import examine_early, visit_house

    house = visit_house(settings)
    for item in examine_early(house):
        click.echo(f"{item.finding.state}: {say_in_one_line(item)}", err=True)
    house.close()


def say_in_one_line(item: Item) -> str:
    """Say on one line what is wrong and what mends it."""
    from discuss.web.findings import say_item

    said = say_item(item)
    parts = [f"{said.title}: {said.words}", said.cure, said.lines]
    return " ".join(_plain(part).strip().replace("\n", "  ") for part in parts if part)


def _print(said: Said) -> None:
    click.echo(click.style(f"{said.how:8}", fg=_COLOURS[said.state]) + _plain(f"{said.title}: {said.words}"))
    if said.cure:
        click.echo(f"        {_plain(said.cure)}")
    for line in _plain(said.lines or "").strip("\n").splitlines():
        click.echo(f"            {line}")


def _list_parts(said: Said) -> dict[str, str | None]:
    return {
        "item": said.name,
        "state": said.state,
        "finding": said.symbol,
        "words": _plain(said.words),
        "cure": _plain(said.cure) if said.cure else None,
        "lines": _plain(said.lines).strip("\n") if said.lines else None,
    }


def _sum_up(states: list[State]) -> str:
    broken, warnings = states.count("broken"), states.count("warning")  # type: ignore[arg-type]
    if broken:
        return f"{broken} broken, {warnings} to be looked at."
    return f"Nothing is broken, {warnings} to be looked at." if warnings else "All is well."


def _plain(words: str) -> str:
    """Give words that are safe in HTML as they are read."""
    from markupsafe import Markup

    return Markup(words).unescape()  # noqa: S704 - the other way round: it goes to a terminal
