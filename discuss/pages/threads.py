"""Reading: a thread, a part of it around one comment, and the ways that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request

from discuss.domain.ids import parse_id
from discuss.domain.keys import check_page, is_page_key, origin_of
from discuss.domain.outline import build_outline
from discuss.domain.paging import Sort
from discuss.domain.policy import build_policy
from discuss.domain.thread import Regime, list_closed_roots, takes_comments
from discuss.errors import Invalid, UnknownComment
from discuss.pages import writing
from discuss.pages.forms import Complaints, Sheet, read_published
from discuss.pages.outline import outline_page
from discuss.pages.showing import build_look, build_thread_address, secure, show
from discuss.pages.structured import build_discussion
from discuss.services import places, threads
from discuss.services.threads import PageRequest
from discuss.web.compression import choose_encoding, compress
from discuss.web.current import get_instance, get_offer, get_session
from discuss.web.etags import add_caching, build_etag, is_fresh

if TYPE_CHECKING:
    from discuss.services.views import HeadView, PageView, PlaceView

blueprint = Blueprint("threads", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for. An unknown sort is the first one: broken links still lead to the thread."""

    site: str
    thread: str
    url: str
    sort: Sort
    cursor: str | None
    published: str

    @property
    def page(self) -> PageRequest:
        return PageRequest(
            site=self.site,
            thread=self.thread or self.url,
            sort=self.sort,
            cursor=self.cursor,
            published=read_published(self.published),
        )


@blueprint.get("/t/<site:site>")
def load_thread(site: str) -> Response:
    """Show a thread by `thread` or `url`; with `comment` the part around one; with `reply` the form below one."""
    if "reply" in request.args:
        return writing.load_reply(site, _read_id("reply"))
    if "comment" in request.args:
        return _load_part(site, _read_id("comment"))
    asked = _read_asked(site)
    if not (asked.thread or asked.url):
        return load_here(site)
    return _load_thread(asked)


@blueprint.get("/<site:site>/here")
def load_here(site: str) -> Response:
    """Lead to the thread of the page that the reader comes from."""
    found = places.load_site(get_session(), site)
    key = places.find_here(get_session(), site, request.headers.get("Referer"))
    if key is None:
        return show("here.html", found)
    response = Response(redirect(build_thread_address(site, key)).get_data(), 302, mimetype="text/html")
    response.headers["Location"] = build_thread_address(site, key)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Referer"
    return secure(response)


@blueprint.get("/c/<id:comment>")
def find_comment(comment: int) -> Response:
    """Lead to a comment on its blog page; where that has left the site, to the comment here."""
    place = threads.load_place(get_session(), comment, get_instance().clock())
    here = _address_of(place, comment)
    page = places.find_page(get_session(), place.head)
    target = f"{page}#comment-{comment}" if page else here
    response = show("moved.html", place.head.site, 302, target=target, here=here)
    response.headers["Location"] = target
    return response


@blueprint.get("/")
def load_about() -> Response:
    response = show("about.html")
    add_caching(response)
    response.headers["Vary"] = "Accept-Encoding, Accept-Language"
    return response


def _load_thread(asked: Asked) -> Response:
    now, encoding = get_instance().clock(), choose_encoding()

    def tag(head: HeadView) -> str:
        return _build_etag(head, (head.thread.key, asked.url, asked.sort, asked.cursor, asked.page.published), encoding)

    def find(head: HeadView) -> Response | None:
        return add_caching(Response(status=304), tag(head)) if is_fresh(tag(head)) else None

    page = threads.load_page_unless(get_session(), asked.page, now, find)
    if isinstance(page, Response):
        return page
    head = page.head
    known = _load_known(page, now)
    text = show(
        "thread.html",
        head.site,
        head=head,
        outline=outline_page(page, known),
        known=known,
        page=page,
        asked=asked,
        sorts=list(Sort),
        data=build_discussion(get_instance().settings.base_url, page),
        **_form_values(head, asked),
    )
    return add_caching(compress(text, encoding), tag(head))


def _load_part(site: str, comment: int) -> Response:
    place = threads.load_place(get_session(), comment, get_instance().clock())
    if place.head.site.name != site:
        raise UnknownComment
    encoding = choose_encoding()
    etag = _build_etag(place.head, ("part", comment), encoding)
    if is_fresh(etag):
        return add_caching(Response(status=304), etag)
    text = show(
        "part.html",
        place.head.site,
        head=place.head,
        above=place.ancestors,
        outline=build_outline([place.comment], 0, known=place.ancestors),
        place=place,
        takes_replies=_takes(place.head, is_reply=True),
        closed_roots=_list_closed(place.head),
    )
    return add_caching(compress(text, encoding), etag)


def _load_known(page: PageView, now: int) -> list[object]:
    """Load what stands above the first of the further replies, so that they hang on something."""
    if not page.replies:
        return []
    return list(threads.load_place(get_session(), page.replies[0].id, now).ancestors)


def _form_values(head: HeadView, asked: Asked) -> dict[str, Any]:
    url = head.thread.url or asked.url or _guess_url(head)
    return {
        "sheet": Sheet(thread=head.thread.key, url=url, published=asked.published),
        "page_url": _check_url(head, url),
        "complaints": Complaints(),
        "policy": build_policy(get_offer(head.site.settings)),
        "takes_roots": bool(url) and _takes(head, is_reply=False),
        "takes_replies": _takes(head, is_reply=True),
        "closed_roots": _list_closed(head),
        "needs_page": not url,
    }


def _check_url(head: HeadView, url: str) -> str | None:
    """Give the address of the page if it may be linked to: a link to us can name any."""
    origins = [origin_of(url)] if url == head.thread.url else []
    try:
        return check_page(head.thread.key, url, head.site.base_url, origins)
    except Invalid:
        return None


def _takes(head: HeadView, *, is_reply: bool) -> bool:
    return takes_comments(head.thread.closing, get_instance().clock(), is_reply=is_reply)


def _list_closed(head: HeadView) -> frozenset[int]:
    """Give the roots below which nothing may be written."""
    return list_closed_roots(Regime(measures=head.thread.measures))


def _guess_url(head: HeadView) -> str:
    """Give the address of a page that nobody has written on yet; an opaque key does not tell it."""
    key = head.thread.key
    return origin_of(head.site.base_url) + key if is_page_key(key) else ""


def _build_etag(head: HeadView, query: tuple[object, ...], encoding: str) -> str:
    return build_etag(head, repr(("page", build_look(), get_instance().settings.base_url, *query)), encoding)


def _address_of(place: PlaceView, comment: int) -> str:
    address = build_thread_address(place.head.site.name, place.head.thread.key, comment=str(comment))
    return f"{address}#comment-{comment}"


def _read_asked(site: str) -> Asked:
    sort = request.args.get("sort", "")
    return Asked(
        site=site,
        thread=request.args.get("thread", ""),
        url=request.args.get("url", ""),
        sort=Sort(sort) if sort in set(Sort) else Sort.OLDEST,
        cursor=request.args.get("cursor") or None,
        published=request.args.get("published", ""),
    )


def _read_id(name: str) -> int:
    try:
        return parse_id(request.args[name], f"?{name}")
    except Invalid as invalid:
        raise UnknownComment from invalid
