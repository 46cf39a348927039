from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from discuss.domain.permissions import ALLOWED, GUEST, Action, Actor, Role, may

ACTIONS = st.sampled_from(Action)
SITES = st.integers(0, 3)


def test_the_table_knows_every_role() -> None:
    assert set(ALLOWED) == set(Role)


@given(ACTIONS, SITES)
def test_a_guest_may_do_nothing_of_this(action: Action, site: int) -> None:
    assert not may(GUEST, action, site)


@given(ACTIONS, SITES)
def test_an_administrator_may_do_everything_everywhere(action: Action, site: int) -> None:
    assert may(Actor(user_id=1, is_admin=True), action, site)


@given(st.dictionaries(SITES, st.sampled_from(Role)), ACTIONS, SITES)
def test_a_role_counts_on_its_own_site_only(roles: dict[int, Role], action: Action, site: int) -> None:
    allowed = site in roles and action in ALLOWED[roles[site]]
    assert may(Actor(user_id=1, roles=roles), action, site) == allowed


def test_who_has_more_to_say_may_do_all_that_others_may() -> None:
    for higher, lower in pairwise((Role.OWNER, Role.MODERATOR, Role.CONTRIBUTOR)):
        assert ALLOWED[higher] > ALLOWED[lower]


@pytest.mark.parametrize("action", [Action.EXPORT, Action.SET_SITE, Action.SET_MEMBERS])
def test_only_owners_hand_out_the_site(action: Action) -> None:
    assert [role for role in Role if action in ALLOWED[role]] == [Role.OWNER]


def test_no_role_on_a_site_looks_after_the_installation() -> None:
    assert [role for role in Role if Action.RUN in ALLOWED[role]] == []
