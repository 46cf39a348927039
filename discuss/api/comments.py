"""Comments: a page of a thread, posting, one comment in its place, and what an author may do with the own one."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, request

from discuss.api import shapes
from discuss.api.contract import operation
from discuss.api.presenters import present_own, present_page, present_place, present_posted
from discuss.api.times import read_time
from discuss.domain.drafts import Draft, check_published
from discuss.domain.ids import parse_id
from discuss.services import authorship, comments as posting, own_comments, threads
from discuss.services.threads import PageRequest
from discuss.web.compression import choose_encoding, compress
from discuss.web.current import get_bearer_token, get_instance, get_session, get_visitor
from discuss.web.etags import add_caching, build_etag, finish_by_content, is_fresh
from discuss.web.metrics import count_post
from discuss.web.ready import get_ready_answers

if TYPE_CHECKING:
    from discuss.services.answers import PostAnswer
    from discuss.services.views import HeadView

blueprint = Blueprint("comments", __name__)


@blueprint.get("/sites/<site:site>/comments")
@operation(
    summary="Read a page of a thread",
    query=shapes.PageQuery,
    answers={200: shapes.Page},
    errors=(404, 422),
    is_public=True,
)
def load_comments(site: str, query: shapes.PageQuery) -> Response:
    wanted = PageRequest(
        site=site,
        **msgspec.structs.asdict(query) | {"published": _parse_published(query.published, "?published")},
    )
    instance, ready, encoding = get_instance(), get_ready_answers(), choose_encoding()

    def tag(head: HeadView) -> str:
        return build_etag(
            head, repr((head.thread.key, query.sort, query.limit, query.cursor, wanted.published)), encoding
        )

    def find(head: HeadView) -> Response | None:
        return add_caching(Response(status=304), tag(head)) if is_fresh(tag(head)) else ready.find(tag(head))

    found = threads.load_page_unless(get_session(), wanted, instance.clock(), find)
    if isinstance(found, Response):
        return found
    body = msgspec.json.encode(present_page(found, can_mail=instance.settings.can_mail))
    response = compress(Response(body, mimetype="application/json"), encoding)
    return ready.keep(tag(found.head), add_caching(response, tag(found.head)))


@blueprint.post("/sites/<site:site>/comments")
@operation(
    summary="Post a comment",
    body=shapes.PostBody,
    answers={201: shapes.Posted, 202: shapes.Posted},
    errors=(400, 403, 404, 409, 413, 415, 422, 429),
    headers=("Idempotency-Key", "Discuss-Reader"),
)
def post_comment(site: str, body: shapes.PostBody) -> tuple[shapes.Posted, int]:
    draft = Draft(
        url=body.url,
        body=body.body,
        name=body.author.name,
        thread=body.thread,
        title=body.title,
        parent=parse_id(body.parent, "/parent") if body.parent is not None else None,
        email=body.author.email,
        website=body.author.website,
        subscribe=body.subscribe,
        is_trapped=body.trap,
        seconds=body.seconds,
        published=_parse_published(body.published, "/published"),
    )
    post = posting.Post(
        site=site,
        draft=draft,
        visitor=get_visitor(),
        key=request.headers.get("Idempotency-Key"),
        fingerprint=_build_fingerprint(body),
    )
    answer = posting.post_comment(get_session(), get_instance(), post)
    count_post(answer.status)
    return present_posted(answer), _status(answer, published=201)


@blueprint.get("/comments/<id:comment>")
@operation(summary="Find one comment in its thread", answers={200: shapes.Place}, errors=(404,), is_public=True)
def load_comment(comment: int) -> Response:
    place = threads.load_place(get_session(), comment, get_instance().clock())
    response = Response(msgspec.json.encode(present_place(place)), mimetype="application/json")
    return finish_by_content(response)


@blueprint.get("/comments/<id:comment>/own")
@operation(summary="See one's own comment", answers={200: shapes.Own}, errors=(401, 404), proof="edit")
def load_own(comment: int) -> shapes.Own:
    return present_own(own_comments.load_own(get_session(), get_instance(), comment, get_bearer_token()))


@blueprint.patch("/comments/<id:comment>")
@operation(
    summary="Edit one's own comment",
    body=shapes.TextBody,
    answers={200: shapes.Posted, 202: shapes.Posted},
    errors=(400, 401, 403, 404, 409, 413, 415, 422),
    proof="edit",
)
def edit_comment(comment: int, body: shapes.TextBody) -> tuple[shapes.Posted, int]:
    answer = authorship.edit_comment(get_session(), get_instance(), comment, get_bearer_token(), body.body)
    return present_posted(answer), _status(answer, published=200)


@blueprint.delete("/comments/<id:comment>")
@operation(summary="Delete one's own comment", answers={204: None}, errors=(401, 403, 404), proof="edit")
def delete_comment(comment: int) -> tuple[None, int]:
    authorship.delete_comment(get_session(), get_instance(), comment, get_bearer_token())
    return None, 204


def _build_fingerprint(body: shapes.PostBody) -> bytes:
    """Hash what is written, not how: a text sent again from another tab is the same."""
    return sha256(msgspec.json.encode(msgspec.structs.replace(body, trap=False, seconds=None))).digest()


def _parse_published(text: str | None, pointer: str) -> int | None:
    """Raises Invalid at `pointer`."""
    published = read_time(text, pointer)
    check_published(published, get_instance().clock(), pointer)
    return published


def _status(answer: PostAnswer, published: int) -> int:
    return published if answer.status == "approved" else 202
