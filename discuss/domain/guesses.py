"""Good guesses for who sets up comments: what follows from the address of a blog, and may be answered better."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

HERE = "http://localhost"
"""The blog of somebody who only wants to have a look, on this machine alone."""

_SERVICE_HERE = "http://127.0.0.1:8000"
_IN_FRONT = {"www", "blog", "weblog", "news"}
_NOWHERE = "blog.example"  # RFC 2606: mail to it reaches nobody


def complete_address(text: str) -> str:
    """Give an address of the web for what somebody typed: `town.example` means the one with https."""
    text = text.strip().rstrip("/")
    if not text or "://" in text:
        return text
    is_here = re.split(r"[:/]", text, maxsplit=1)[0] in {"localhost", "127.0.0.1"}
    return f"http://{text}" if is_here else f"https://{text}"


def is_address(text: str) -> bool:
    """Whether this may be where a web site is: a name with a dot, a number, or this machine; perhaps a path."""
    host = _host(text)
    return ("." in host or ":" in host or host == "localhost") and not set(text) & set("?#@ ")


def find_title(html: str) -> str:
    """Give the title of a page, without what themes put behind it; empty where it has none."""
    found = re.search(r"<title[^<>]*>([^<]{1,300})</title", html, re.IGNORECASE)
    return re.split(r"\s+[|·•–—»-]\s+", " ".join(unescape(found[1]).split()))[0] if found else ""


def guess_title(blog: str) -> str:
    """Give a name for a blog that does not say how it is called."""
    label = _main_label(blog)
    return " ".join(word.capitalize() for word in label.split("-") if word) if label else "My Blog"


def guess_name(blog: str) -> str:
    """Give the short name of a blog's site: what stands in its pages as `data-site`."""
    return _main_label(blog)[:63].strip("-") or "blog"


def guess_service(blog: str) -> str:
    """Give the address where the comments of a blog might live: a neighbour's of the blog's own."""
    host = _host(blog)
    return f"https://comments.{host.removeprefix('www.')}" if _is_public(host) else _SERVICE_HERE


def guess_email(blog: str) -> str:
    host = _host(blog)
    return f"webmaster@{host.removeprefix('www.')}" if _is_public(host) else f"owner@{_NOWHERE}"


def guess_person(email: str) -> str:
    """Give a name for somebody of whom one knows the e-mail address alone."""
    words = re.split(r"[._+-]+", email.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word)[:100] or "Owner"


def _host(blog: str) -> str:
    try:
        return urlsplit(blog).hostname or ""
    except ValueError:
        return ""


def _is_public(host: str) -> bool:
    """Whether this may be the name of a blog on the internet."""
    labels = host.split(".")
    return len(labels) > 1 and labels[-1].isalpha() and labels[-1] not in {"localhost", "local", "lan", "internal"}


def _main_label(blog: str) -> str:
    """Give the part of a host's name by which people call it, in letters, digits and hyphens."""
    host = _host(blog)
    if not _is_public(host):
        return ""
    labels = [label for label in host.split(".")[:-1] if label not in _IN_FRONT] or [host.split(".")[0]]
    return re.sub(r"[^a-z0-9-]", "", labels[0].lower()).strip("-")
