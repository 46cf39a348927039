"""The rules of a site for those who run it: how they are set, which of them fail, and setting them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.permissions import Action
from discuss.domain.presets import RULE_SETTINGS, Preset
from discuss.domain.settings import dump_settings, keep_broken, load_settings, preset_of, set_settings, show_settings
from discuss.errors import FieldError, Invalid
from discuss.services.access import access_site, lock_site
from discuss.services.seen import check_seen, mark_seen
from discuss.store.queries import rehearsals as queries
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.domain.settings import SiteSettings
    from discuss.services.instance import Instance
    from discuss.store.rows import AnyRow

# Everything that decides what becomes of a comment, and nothing else of a site.
SETTINGS = (*dict.fromkeys(name for names in RULE_SETTINGS.values() for name in names), "flags_hold")
_LATELY = 1000  # rows of the log


@dataclass(frozen=True, slots=True)
class RulesView:
    """How the rules are set, the preset that this is if it is one, and the rules that failed of late."""

    settings: SiteSettings
    preset: Preset | None
    failures: Sequence[AnyRow]

    @property
    def seen(self) -> str:
        return mark_seen(_spell(self.settings))


@dataclass(frozen=True, slots=True)
class Tuning:
    """Settings as they are written on the command line, and the mark of the rules that were seen before."""

    changes: Mapping[str, str]
    seen: str | None = None


def load_rules(session: Session, actor: Actor, site: str) -> RulesView:
    """Load the rules of a site. Raises UnknownSite, NotAllowed."""
    with reading(session):
        row = access_site(session, actor, site, Action.SEE_HELD)
        settings = load_settings(row.settings)
        return RulesView(settings, preset_of(settings), queries.list_failures(session, row.id, _LATELY))


def save_rules(session: Session, instance: Instance, actor: Actor, site: str, tuning: Tuning) -> None:
    """Set rules: all of them or, where one is wrong, none.

    Raises UnknownSite, NotAllowed, Invalid naming every wrong one, Conflict where somebody set others meanwhile.
    """
    check_names(tuning.changes)
    with writing(session):
        row = lock_site(session, access_site(session, actor, site, Action.SET_SITE).id)
        before = load_settings(row.settings)
        check_seen(_spell(before), tuning.seen)
        after = set_settings(before, tuning.changes)
        if after == before:
            return
        row.settings = keep_broken(after, row.settings) | dump_settings(after)
        row.revision += 1
        entry = LogEntry(
            site_id=row.id,
            at=instance.clock(),
            actor="member",
            user_id=actor.user_id,
            action="rules",
            data={"changed": _list_changed(before, after)},
        )
        session.add(entry)


def _spell(settings: SiteSettings) -> str:
    """Give all settings of the rules as one text."""
    shown = show_settings(settings)
    return "\n".join(f"{name}={shown[name]}" for name in SETTINGS)


def check_names(changes: Mapping[str, str]) -> None:
    """Raises Invalid for a setting that is none of the rules' own."""
    unknown = changes.keys() - {*SETTINGS, "rules_preset"}
    if unknown:
        raise Invalid(*(FieldError(f"/{name}", "This setting belongs to no rule.") for name in sorted(unknown)))


def _list_changed(before: SiteSettings, after: SiteSettings) -> list[str]:
    """Name what is set anew; what it was set to may be long, and words of a list need not stand in a log."""
    former, now = show_settings(before), show_settings(after)
    return [name for name in SETTINGS if former[name] != now[name] or name in before.broken]
