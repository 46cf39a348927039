"""What posting, editing and reacting share: the gate for the banned, the pace, and the facts for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.addresses import network_of, person_of
from discuss.domain.bans import BanKind, list_domains, refuse
from discuss.domain.ids import build_id
from discuss.domain.times import DAY
from discuss.limiting import post_keys
from discuss.moderation import Submission
from discuss.services.identity import build_mark
from discuss.store.counters import SqlCounters
from discuss.store.queries import bans
from discuss.store.queries.standing import Asked, load_standing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.fingerprints import Fingerprint
    from discuss.domain.settings import SiteSettings
    from discuss.limiting import Pace
    from discuss.services.identity import Marks, Visitor
    from discuss.services.instance import Instance
    from discuss.store.rows import AnyRow
    from discuss.store.tables import Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """Who wants to write. `place` is the address as text, None where only its hashes are known: of an old comment."""

    reader: bytes | None
    address: bytes | None
    network: bytes | None
    place: str | None = None
    email: str | None = None
    links: tuple[str, ...] = ()


def suspect_visitor(visitor: Visitor, marks: Marks, email: str | None = None, links: tuple[str, ...] = ()) -> Suspect:
    return Suspect(
        reader=marks.reader,
        address=marks.address,
        network=marks.network,
        place=visitor.address,
        email=email,
        links=links,
    )


def suspect_author(comment: Comment, links: tuple[str, ...] = ()) -> Suspect:
    """Give the author of a comment, who comes with an edit token and nothing else."""
    return Suspect(
        reader=comment.reader,
        address=comment.address,
        network=comment.network,
        email=comment.author_email,
        links=links,
    )


def check_bans(session: Session, instance: Instance, site_id: int, suspect: Suspect) -> None:
    """Raises Banned. Called within a transaction; takes one statement."""
    marks = _build_marks(instance, suspect)
    for ban in bans.find_bans(session, site_id, marks, instance.clock()):
        if ban.kind not in bans.PLACES or ban.mark in _build_places(ban, suspect):
            refuse(BanKind(ban.kind), ban.label, ban.until)


def _build_marks(instance: Instance, suspect: Suspect) -> list[bytes]:
    named = [f"domain:{domain}" for domain in sorted(list_domains(suspect.links))]
    if suspect.email:
        named.append(f"email:{suspect.email.lower()}")
    own = [suspect.reader] if suspect.reader else []
    return [*own, *(build_mark(instance.secret, name) for name in named)]


def _build_places(ban: AnyRow, suspect: Suspect) -> tuple[bytes | None, ...]:
    """Give the hashes of a suspect's place under the key of the month in which the ban was spoken."""
    if suspect.place is None or ban.secret is None:
        return suspect.address, suspect.network
    spell = person_of if ban.kind == BanKind.ADDRESS else network_of
    return (build_mark(ban.secret, spell(suspect.place)),)


def measure_pace(session: Session, instance: Instance, site_id: int, marks: Marks) -> Pace:
    """Say how fast a reader, an address and the whole site are writing, without counting this one."""
    keys = post_keys(marks.subjects, str(site_id))
    return instance.limiter.measure(marks.subjects, str(site_id), SqlCounters(session, keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text to be judged: whose it is, by keyed hashes, and which comment it replaces (0: none)."""

    site_id: int
    reader: bytes | None
    address: bytes | None
    fingerprint: Fingerprint
    now: int
    comment: int = 0


def load_facts(session: Session, case: Case, settings: SiteSettings) -> Submission:
    """Give what the store knows of a reader and a text, in one statement."""
    asked = Asked(
        site_id=case.site_id,
        reader=case.reader,
        address=case.address,
        fingerprint=case.fingerprint.value if case.fingerprint.is_telling else None,
        comment=case.comment,
        in_row=settings.trusted_after,
        repeats_since=build_id(case.now - settings.repeats * 1000, 0),
        copies_since=build_id(case.now - DAY, 0),
    )
    standing = load_standing(session, asked)
    return Submission(
        approved_before=standing.approved,
        approved_in_row=standing.in_row,
        rejected_before=standing.rejected,
        reported_before=standing.reported,
        repeats=standing.repeats,
        copies=standing.copies,
    )
