"""Which parts of a query say how a reader came, or hold a secret, and not which page it is."""

from __future__ import annotations

import re

from discuss.domain.urls import recode

# Campaigns and click ids: the lists of Firefox's query stripping, Brave and ClearURLs, as far as the names say nothing
# else. Signed addresses and tokens: they would split a thread for each reader, and put secrets into the database.
_PREFIXES = (
    "utm_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "fb_action_", "aspsessionid",
    "x-amz-", "x-goog-", "x-oss-", "x-ms-",
)  # fmt: skip
_NAMES = {
    # campaigns, click ids and mail links
    "fbclid", "fb_source", "fb_ref", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "ysclid",
    "_openstat", "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "epik", "srsltid", "s_cid", "cmpid", "mc_cid",
    "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "_ga", "_gl", "_ke", "_kx",
    "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "rb_clickid", "wickedid", "ml_subscriber",
    "ml_subscriber_hash", "ref_src", "ref_url", "__twitter_impression", "__s",
    # WordPress: one page, seen in the middle of commenting or previewing
    "replytocom", "unapproved", "moderation-hash", "cpage", "preview_nonce", "_wpnonce",
    # sessions and secrets
    "phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken", "token", "access_token", "auth_token",
    "id_token", "refresh_token", "api_key", "apikey", "signature", "sig", "awsaccesskeyid", "googleaccessid",
    "key-pair-id",
}  # fmt: skip
_QUERY_PLAIN = "!$()*,:@/?;"
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_PLUS = str.maketrans("+", " ")


def meaningful_path(path: str) -> str:
    """Give a path without the session that Java servers write into it."""
    return _SESSION.sub("", path)


def meaningful_query(query: str) -> str:
    """Give a query without tracking and secrets, sorted by name, in one percent-encoding; `+` is a space.

    Parameters of one name keep their order, since that may mean something.
    """
    pairs = [_recode_pair(piece) for piece in query.split("&") if piece]
    return "&".join("=".join(pair) for pair in sorted(pairs, key=lambda pair: pair[0]) if not _is_tracking(pair[0]))


def _recode_pair(piece: str) -> tuple[str, ...]:
    """Keep the difference between `a` and `a=`: some blogs have pages at `?2009`."""
    return tuple(recode(part.translate(_PLUS), _QUERY_PLAIN) for part in piece.split("=", 1))


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in _NAMES or name.startswith(_PREFIXES)
