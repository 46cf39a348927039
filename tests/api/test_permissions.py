"""Every operation × who asks, on the own site and on another, from one table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss.domain.permissions import Role
from discuss.services import access, sites
from tests.api.contracts import document_of
from tests.api.operations import Call, good_calls, operations_of
from tests.api.worlds import World, build_member, dump

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

# Nobody; the author, by the comment's edit token; members of `town`; the installation's administrator by a token for
# all sites, for `town` alone and for `city` alone; an owner of `town` by a token for `city`; the owner of `city`;
# somebody of no site; and a moderator of `town` by a token that was taken back.
WHO = (
    *("none", "author", "contributor", "moderator", "owner", "admin", "admin-here", "admin-there", "owner-there"),
    *("other", "nobody", "over"),
)
_ALL = (200,) * 12
#        none au   con  mod  own  adm  a-h  a-t  o-t  oth  nob  over
_TEAM = (401, 401, 403, 200, 200, 200, 200, 404, 404, 404, 404, 401)
# Decisions are taken one by one: of a comment that is none of theirs outsiders hear that it is unknown.
_EACH = (401, 401, *[200] * 9, 401)
_OWN = (401, 200, *[401] * 10)

# Each operation with its answers to those of WHO.
TABLE: dict[str, tuple[int, ...]] = {
    "load_comments": _ALL,
    "post_comment": (201,) * 12,
    "load_counts": _ALL,
    "build_preview": _ALL,
    "load_comment": _ALL,
    "load_own": _OWN,
    "edit_comment": _OWN,
    "delete_comment": (401, 204, *[401] * 10),
    "set_vote": _ALL,
    "add_flag": (202,) * 12,
    "request_subscription": (202,) * 12,
    "load_queue": _TEAM,
    "decide": _EACH,
    "undo": (401, 401, 404, *_TEAM[3:]),
    "load_log": _TEAM,
    "export_log": _TEAM,
    "close_threads": _TEAM,
    "open_threads": _TEAM,
    "load_document": _ALL,
    "load_docs": _ALL,
}


def test_the_table_has_every_operation(app: Flask) -> None:
    assert operations_of(document_of(app)).keys() == TABLE.keys()


def test_every_route_is_an_operation(app: Flask) -> None:
    routes = {
        rule.endpoint.rpartition(".")[2]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == TABLE.keys()


@pytest.fixture
def proofs(client: FlaskClient, session: Session, instance: Instance, world: World) -> dict[str, dict[str, str]]:
    """Give what each of WHO shows."""
    assert client
    found = {"none": {}, "author": world.visible.proof, "moderator": world.member}
    for name, role in {"owner": Role.OWNER, "contributor": Role.CONTRIBUTOR}.items():
        found[name] = build_member(session, instance, "town", role)
    found["other"] = build_member(session, instance, "city", Role.OWNER)
    for email in ("admin@team.example", "nobody@team.example"):
        sites.add_user(session, instance, email, f"Some {email}")
    sites.set_admin(session, "admin@team.example", is_admin=True)
    wanted = {
        "admin": ("admin@team.example", None),
        "admin-here": ("admin@team.example", "town"),
        "admin-there": ("admin@team.example", "city"),
        "owner-there": ("owner@town.example", "city"),
        "nobody": ("nobody@team.example", None),
        "over": ("moderator@town.example", None),
    }
    tokens = {name: access.add_token(session, instance, email, "x", site) for name, (email, site) in wanted.items()}
    over = access.list_tokens(session, "moderator@town.example")[-1]
    access.remove_token(session, "moderator@town.example", over.id)
    return found | {name: {"Authorization": f"Bearer {token}"} for name, token in tokens.items()}


@pytest.mark.parametrize("who", WHO)
def test_each_may_what_the_table_says(
    client: FlaskClient, session: Session, world: World, proofs: dict[str, dict[str, str]], who: str
) -> None:
    calls, number = good_calls(world), WHO.index(who)
    for name in sorted(TABLE, key=lambda name: name == "delete_comment"):
        before = dump(session, "api_token")
        answer = _as(calls[name], proofs[who]).send(client)
        expected = TABLE[name][number]
        assert answer.status_code == expected, (name, answer.text)
        is_refused = expected >= 400 or (name == "decide" and TABLE["load_queue"][number] != 200)
        if is_refused:
            assert dump(session, "api_token") == before, name
            assert world.visible.token not in answer.text


def _as(call: Call, proof: dict[str, str]) -> Call:
    """Give a request as somebody else sends it."""
    headers = {name: value for name, value in call.headers.items() if name != "Authorization"}
    return replace(call, headers=headers | proof)


def test_outsiders_cannot_tell_a_site_that_exists(
    client: FlaskClient, world: World, proofs: dict[str, dict[str, str]]
) -> None:
    calls = good_calls(world)
    for name in ("load_queue", "load_log", "export_log", "close_threads", "open_threads"):
        call = _as(calls[name], proofs["other"])
        places = [
            replace(call, path={"site": site}) if call.path else call.with_query(("site", site))
            for site in ("town", "nowhere")
        ]
        first, second = (place.send(client).text for place in places)
        assert first == second, name
