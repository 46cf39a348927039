"""Votes and flags."""

from __future__ import annotations

from flask import Blueprint

from discuss.api import shapes
from discuss.api.contract import operation
from discuss.services import reactions
from discuss.web.current import get_instance, get_session, get_visitor

blueprint = Blueprint("reactions", __name__)


@blueprint.put("/comments/<id:comment>/vote")
@operation(
    summary="Vote on a comment",
    body=shapes.VoteBody,
    answers={200: shapes.Score},
    errors=(400, 403, 404, 413, 415, 422),
    headers=("Discuss-Reader",),
)
def set_vote(comment: int, body: shapes.VoteBody) -> shapes.Score:
    score = reactions.set_vote(get_session(), get_instance(), comment, get_visitor(), body.value)
    return shapes.Score(score=score)


@blueprint.post("/comments/<id:comment>/flags")
@operation(
    summary="Report a comment to the moderators",
    body=shapes.FlagBody,
    answers={202: shapes.Thanks},
    errors=(400, 403, 404, 413, 415, 422),
    headers=("Discuss-Reader",),
)
def add_flag(comment: int, body: shapes.FlagBody) -> tuple[shapes.Thanks, int]:
    report = reactions.Report(reason=body.reason, note=body.note, contact=body.contact)
    reactions.add_flag(get_session(), get_instance(), comment, get_visitor(), report)
    return shapes.Thanks(), 202
