"""The page to hand over on the dashboard and as text: found by administrators, and without anything secret."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.engine import make_url

from discuss import create_app
from discuss.cli import command
from discuss.domain.permissions import Actor, Role
from discuss.services import access, invitations, sites
from discuss.services.invitations import NewInvitation
from discuss.store.alert_tables import Hook, Watcher
from discuss.store.flask_db import db
from discuss.store.session import reading, writing
from discuss.store.tables import Membership, Site, User
from tests.dashboard.moderating import Browser, see
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from discuss.config import Settings
    from tests.dashboard.moderating import Team

PAGE = "/moderate/-/handover"
CANARY = "kanarienvogel"
FEED = 987_654_321_987


def fill(settings: Settings) -> Settings:
    """Put a canary into every setting that holds something secret."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "postgresql":  # here it lets everybody in, whatever the password
        url = url.set(password=CANARY)
    return replace(
        settings,
        database_url=url.render_as_string(hide_password=False),
        secret_key=CANARY * 3,
        redis_url=f"redis://:{CANARY}@127.0.0.1:1/0",
        smtp_url=f"smtp://ann:{CANARY}@127.0.0.1:1",
        metrics_token=CANARY,
        backup_to=f"https://KEY{CANARY}:{CANARY}@s3.example/bucket",
        backup_passphrase=CANARY,
    )


def store_secrets(team: Team) -> list[str]:
    """Store what nobody may see, and give it."""
    link = invitations.add_invitation(
        team.session, team.instance, Actor(is_admin=True), "town", NewInvitation(Role.OWNER)
    )
    token = access.add_token(team.session, team.instance, "owner@team.example", "Backup at home")
    with writing(team.session):
        site = team.session.scalars(select(Site).where(Site.name == "town")).one()
        member = team.session.scalars(select(Membership).where(Membership.site_id == site.id)).first()
        assert member is not None
        hook: dict[str, Any] = {"address": f"https://hook.example/{CANARY}", "target": CANARY, "secret": CANARY}
        team.session.add(Hook(site_id=site.id, kind="ntfy", **hook))
        team.session.add(Watcher(site_id=site.id, user_id=member.user_id, feed=FEED))
    with reading(team.session):
        hashed = team.session.scalars(select(User.password_hash).limit(1)).one()
    return [CANARY, str(FEED), link.rpartition("/")[2], token, str(hashed)]


def test_administrators_find_it(enter: Callable[[str], Browser]) -> None:
    admin, owner = enter("admin"), enter("owner")
    for place in ("/moderate/", "/moderate/town/more"):
        assert PAGE in admin.see(place).links
        assert PAGE not in owner.see(place).links


def test_page_and_command_say_the_same_and_nothing_secret(
    settings: Settings, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets, filled = store_secrets(team), fill(settings)
    app = create_app(filled)
    admin = Browser(app.test_client())
    admin.sign_in("admin@team.example")
    page = admin.get(PAGE)
    monkeypatch.chdir(settings.data_dir)
    names = ("database_url", "secret_key", "redis_url", "smtp_url", "metrics_token", "backup_to", "backup_passphrase")
    env = {f"DISCUSS_{name.upper()}": getattr(filled, name) for name in names}
    env |= {"DISCUSS_DATA_DIR": str(settings.data_dir), "DISCUSS_BASE_URL": settings.base_url}
    env |= {"DISCUSS_MAIL_FROM": settings.mail_from}
    team.session.rollback()
    said = CliRunner().invoke(command, ("handover",), env=env)
    assert (said.exit_code, said.exception) == (0, None)
    text = see(page).text
    for secret in secrets:
        assert secret not in page.text
        assert secret not in said.output
    for fact in (
        *("https://comments.example", str(settings.data_dir), "The owner <owner@team.example>", "Town Talk (town)"),
        *("The moderator <moderator@team.example>", "The admin <admin@team.example>", "https://s3.example/bucket"),
        *("comments@town.example", "DISCUSS_BACKUP_PASSPHRASE", "The passphrase of the backups is held by"),
    ):
        assert fact in text, fact
        assert fact in said.output, fact
    with app.app_context():
        db.engine.dispose()


def test_hostile_names_stay_text(enter: Callable[[str], Browser], team: Team) -> None:
    admin = enter("admin")
    for trick in TRICKS:
        sites.set_site(team.session, "town", {"title": trick})
        assert "(town)" in admin.see(PAGE).text  # which refuses everything strange
