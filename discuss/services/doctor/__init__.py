"""Looking over an installation: what is misconfigured or broken, item by item. Nothing is ever changed.

What looks is a small function that is given a House and gives a Finding, or None where there is nothing to look at. A
new one gets a module here, a row below, and its words in `translations/doctor`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.logs import describe_error
from discuss.services.doctor import (
    address,
    clock,
    copies,
    database,
    disk,
    drive,
    folder,
    jobs,
    mail,
    proxies,
    redis,
    settings,
    told,
)
from discuss.services.doctor.findings import Finding, State, worry
from discuss.services.doctor.house import House, survey_house, visit_house

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CHECKS", "Finding", "House", "Item", "State", "examine", "is_broken", "survey_house", "visit_house"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`name`: of the item. `is_slow`: goes over the network or reads everything. `is_early`: also when `serve` starts.

    `needs_tables`: is left out while the database is not there or not of this release, which another item tells.
    """

    name: str
    look: Callable[[House], Finding | None]
    is_slow: bool = False
    is_early: bool = False
    needs_tables: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    finding: Finding


CHECKS = (
    Check(name="settings", look=settings.check_settings),
    Check(name="secret", look=settings.check_secret, is_early=True),
    Check(name="secret-file", look=settings.check_secret_file, is_early=True),
    Check(name="folder", look=folder.check_folder, is_early=True),
    Check(name="disk", look=disk.check_disk, is_early=True),
    Check(name="drive", look=drive.check_drive, is_early=True),
    Check(name="database", look=database.check_database),
    Check(name="integrity", look=database.check_integrity, is_slow=True, needs_tables=True),
    Check(name="clock", look=clock.check_clock, is_early=True),
    Check(name="clock-elsewhere", look=clock.check_clock_elsewhere, is_slow=True),
    Check(name="address", look=address.check_address, is_slow=True),
    Check(name="https", look=address.check_https, is_early=True),
    Check(name="mail", look=mail.check_mail_settings, is_early=True),
    Check(name="mail-server", look=mail.check_mail_server, is_slow=True),
    Check(name="told", look=told.check_told, is_early=True, needs_tables=True),
    Check(name="copies", look=copies.check_copies, needs_tables=True),
    Check(name="proxies", look=proxies.check_proxies, is_early=True),
    Check(name="readers", look=proxies.check_readers, needs_tables=True),
    Check(name="redis", look=redis.check_redis, is_slow=True),
    Check(name="runner", look=jobs.check_runner, needs_tables=True),
    Check(name="jobs", look=jobs.check_failed, needs_tables=True),
)


def examine(house: House, *, thorough: bool = True) -> list[Item]:
    """Look at everything; without `thorough` at what neither takes long nor leaves this machine."""
    return _look_at(house, [check for check in CHECKS if thorough or not check.is_slow])


def examine_early(house: House) -> list[Item]:
    """Give what is not well of that which shows at once."""
    items = _look_at(house, [check for check in CHECKS if check.is_early])
    return [item for item in items if item.finding.state is not State.OK]


def is_broken(items: list[Item]) -> bool:
    return any(item.finding.state is State.BROKEN for item in items)


def _look_at(house: House, checks: list[Check]) -> list[Item]:
    found = ((check.name, _look(check, house)) for check in checks if not check.needs_tables or house.has_tables)
    return [Item(name, finding) for name, finding in found if finding is not None]


def _look(check: Check, house: House) -> Finding | None:
    try:
        return check.look(house)
    except Exception as error:  # noqa: BLE001 - what breaks here is what is being looked for
        return worry("unlooked", error=describe_error(error))
