"""What a comment is found by: the words of its texts and name, and the fingerprint that waves of spam share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.fingerprints import build_fingerprint, strip_markup
from discuss.domain.searching import build_search_text

if TYPE_CHECKING:
    from discuss.store.tables import Comment


def index_text(comment: Comment) -> None:
    """Bring both up to date. Whoever changes a text, a waiting edit or a name of a comment calls this."""
    text = strip_markup(comment.body_html) if comment.body_format == "html" else comment.body
    comment.fingerprint = build_fingerprint(text).kept
    comment.search_text = build_search_text(comment.author_name, text, comment.draft_body or "")
