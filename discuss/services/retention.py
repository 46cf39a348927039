"""Nothing is kept longer than the site says: spam, rejected and deleted comments, addresses, answers, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from discuss.domain.ids import MAX_ID
from discuss.domain.retention import build_removal
from discuss.domain.settings import load_settings
from discuss.domain.status import Status
from discuss.domain.times import DAY, months_before
from discuss.services.answers import read_answer
from discuss.store.queries import bans as ban_queries, invitations, people, retention as queries, sites as site_queries
from discuss.store.queries.retention import Expired
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy.orm import Session

    from discuss.domain.retention import Kin
    from discuss.domain.settings import SiteSettings
    from discuss.services.instance import Instance

BATCH = 500
ANSWERS_KEPT = 7 * DAY
_KEYS_KEPT_MONTHS = 3  # the present one and the two before


def sweep(session: Session, instance: Instance) -> int:
    """Erase and delete what has been kept long enough, in short transactions; gives how many rows that touched."""
    now = instance.clock()
    with reading(session):
        sites = [(site.id, load_settings(site.settings)) for site in site_queries.list_sites(session)]
    touched = _repeat(session, lambda: queries.delete_remembered(session, now - ANSWERS_KEPT, BATCH))
    touched += _repeat(session, lambda: queries.delete_counters(session, now / 1000, BATCH))
    touched += _repeat(session, lambda: ban_queries.delete_ended(session, now, BATCH))
    touched += _repeat(session, lambda: people.delete_expired_sign_ins(session, now, BATCH))
    touched += _repeat(session, lambda: invitations.delete_expired_invitations(session, now, BATCH))
    with writing(session):
        touched += site_queries.destroy_address_keys(session, months_before(now, _KEYS_KEPT_MONTHS - 1))
    return touched + sum(_sweep_site(session, site, settings, now) for site, settings in sites)


_KEPT = {
    Status.SPAM: "keep_spam",
    Status.REJECTED: "keep_rejected",
    Status.DELETED: "keep_deleted",
}


def _sweep_site(session: Session, site_id: int, settings: SiteSettings, now: int) -> int:
    """Sweep a site. What a setting names that cannot be read is kept: nobody knows for how long it was to be."""
    touched = 0
    for status, name in _KEPT.items():
        if name not in settings.broken:
            expired = Expired(site_id=site_id, status=status, before=now - getattr(settings, name) * 1000)
            touched += _remove_expired(session, expired)
    if "keep_unconfirmed" in settings.broken:
        return touched
    unconfirmed = now - settings.keep_unconfirmed * 1000
    touched += _repeat(session, lambda: queries.delete_unconfirmed(session, site_id, unconfirmed, BATCH))
    return touched + _erase_emails(session, site_id, unconfirmed)


def _repeat(session: Session, work: Callable[[], int]) -> int:
    """Do `work` in a transaction of its own until it found less than a batch."""
    touched = 0
    while True:
        with writing(session):
            found = work()
        touched += found
        if found < BATCH:
            return touched


def _remove_expired(session: Session, expired: Expired) -> int:
    """Delete comments on which nothing hangs and empty the others, from the newest: replies go before their parents."""
    upto, touched = MAX_ID, 0
    while True:
        with writing(session):
            kin = queries.lock_expired(session, expired, upto, BATCH)
            gone, emptied = build_removal(kin)
            _blank_answers(session, emptied)
            queries.erase_comments(session, emptied)
            queries.delete_comments(session, gone)
            climbed = _climb(session, _parents(kin, gone))
        touched += len(kin) + climbed
        if len(kin) < BATCH:
            return touched
        upto = kin[-1].id - 1


def _climb(session: Session, parents: set[int]) -> int:
    """Delete what was emptied only because of replies that are gone now; gives how many rows that were."""
    deleted = 0
    while emptied := queries.lock_emptied(session, parents):
        gone, _ = build_removal(emptied)
        queries.delete_comments(session, gone)
        deleted += len(gone)
        parents = _parents(emptied, gone)
    return deleted


def _parents(kin: list[Kin], gone: list[int]) -> set[int]:
    chosen = set(gone)
    return {each.parent_id for each in kin if each.id in chosen and each.parent_id is not None}


def _blank_answers(session: Session, ids: Collection[int]) -> None:
    """A repeated key is still answered as before, without the text."""
    for remembered in queries.list_remembered(session, ids):
        answer = read_answer(remembered.answer)
        comment = msgspec.structs.replace(answer.comment, body_html="", author_name="", author_url=None)
        remembered.answer = msgspec.json.encode(msgspec.structs.replace(answer, comment=comment)).decode()
    session.flush()


def _erase_emails(session: Session, site_id: int, before: int) -> int:
    after, touched = -1, 0
    while True:
        with writing(session):
            seen, erased = queries.erase_emails(session, site_id, before, after, BATCH)
        touched += erased
        if len(seen) < BATCH:
            return touched
        after = seen[-1]
