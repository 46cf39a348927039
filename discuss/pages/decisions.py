"""What the team decided, for everybody, where the site's owner wants that."""

from __future__ import annotations

from flask import Blueprint, Response

from discuss.domain.counted import LEAST, PERIODS
from discuss.pages.showing import build_look, show
from discuss.services.public_log import PublicHead, load_public_counts, load_public_head
from discuss.web.compression import choose_encoding, compress
from discuss.web.current import get_instance, get_session
from discuss.web.etags import FORMAT, add_caching, hash_tag, is_fresh
from discuss.web.ready import get_ready_answers

blueprint = Blueprint("decisions", __name__)


@blueprint.get("/<site:site>/decisions")
def load_decisions(site: str) -> Response:
    head, encoding = load_public_head(get_session(), site, get_instance().clock()), choose_encoding()
    etag = _build_tag(head, encoding)
    if is_fresh(etag):
        return add_caching(Response(status=304), etag)
    ready = get_ready_answers()
    if found := ready.find(etag):
        return found
    counts = load_public_counts(get_session(), head)
    page = show("decisions.html", head.site, head=head, counts=counts, periods=PERIODS, least=LEAST)
    return ready.keep(etag, add_caching(compress(page, encoding), etag))


def _build_tag(head: PublicHead, encoding: str) -> str:
    """The counts of a day that is over do not change, so the day stands for them."""
    closed = [(thread.id, thread.version, thread.closing) for thread in head.closed]
    place, told = get_instance().settings.base_url, (head.day, head.whole, closed)
    return hash_tag(("decisions", head.site.id, head.site.revision, told, build_look(), place, FORMAT, encoding))
