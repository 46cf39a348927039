"""The closing of a thread as values: what a decision sets, and what undoing it gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.domain.thread import Scope

if TYPE_CHECKING:
    from discuss.domain.thread import Closing
    from discuss.store.tables import Thread

_NAMES = ("at", "by", "reason", "note", "note_html", "until", "successor", "scope")


def build_values(closing: Closing | None) -> dict[str, Any]:
    """Give the values of a closing, or of a thread that is open."""
    if closing is None:
        return dict.fromkeys(_NAMES) | {"scope": Scope.ALL.value}
    return {name: getattr(closing, name) for name in _NAMES} | {"scope": closing.scope.value}


def dump_closing(thread: Thread) -> dict[str, Any]:
    """Give the closing, and whether the site's policy is kept from closing the thread."""
    return {name: getattr(thread, f"closed_{name}") for name in _NAMES} | {"kept_open": thread.kept_open}


def set_closing(thread: Thread, values: dict[str, Any], *, kept_open: bool) -> None:
    """Set them: a change that a stranger sees."""
    for name in _NAMES:
        setattr(thread, f"closed_{name}", values[name])
    thread.kept_open = kept_open
    thread.version += 1
