"""Is all well? The findings of the command on a page, for who administers the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.services import sites
from tests.dashboard.moderating import see

if TYPE_CHECKING:
    from collections.abc import Callable

    from discuss.config import Settings
    from tests.dashboard.moderating import Browser, Team

WELL = "/moderate/town/well"


@pytest.fixture
def admin(enter: Callable[[str], Browser], settings: Settings) -> Browser:
    settings.data_dir.chmod(0o755)
    return enter("admin")


def test_it_is_found_where_one_looks_for_it(admin: Browser, enter: Callable[[str], Browser]) -> None:
    assert WELL in admin.see("/moderate/town/more").links
    assert WELL not in enter("owner").see("/moderate/town/more").links


def test_a_look_tells_what_shows_at_once_the_worst_first(admin: Browser, settings: Settings) -> None:
    page = admin.get(WELL)
    text = " ".join(see(page).text.split())
    assert f"Other users of this machine can look into {settings.data_dir}." in text
    assert f"chmod 700 {settings.data_dir}" in text
    assert "Public address" not in text, "that leaves this machine, and is asked by a button"
    assert page.text.index('class="warning"') < page.text.index('class="ok"')


def test_a_button_looks_at_everything(admin: Browser) -> None:
    page = admin.see(WELL)
    (form,) = [form for form in page.forms if form.action == WELL]
    answer = admin.client.post(form.action, data=dict(form.fields))
    text = " ".join(see(answer).text.split())
    assert answer.status_code == 200
    assert "Public address broken Nobody knows the name comments.example." in text
    assert "Mail server broken 127.0.0.1 does not answer on port 1" in text
    assert "Look again" in text


def test_it_speaks_the_language_of_the_site(admin: Browser, team: Team) -> None:
    sites.set_site(team.session, "town", {"language": "de"})
    text = " ".join(see(admin.get(WELL)).text.split())
    assert "Ist alles gut?" in text
    assert "Datenordner Warnung Andere Benutzer dieses Rechners" in text
