"""What is said once after a form was taken: what was done, what was not and why, and the way back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import session as cookie

from discuss.dashboard.showing import speak

if TYPE_CHECKING:
    from markupsafe import Markup

    from discuss.services.deeds import Batch

_NAME = "bar"
_NOTHING: dict[str, Any] = {"batch": None, "done": "", "count": 0, "stale": {}, "unknown": 0, "left": 0}


def keep_bar(batch: Batch, done: str, left: int = 0) -> None:
    """Keep for the next page what became of a batch; `done` is the word for what was done.

    `left`: so many were not as they had been any more, and were left out from the start.
    In the cookie, not in the address: an address could be made up by somebody else.
    """
    stale = Counter(result.status or "" for result in batch.results if result.error == "stale")
    done_to = [result for result in batch.results if result.error is None]
    carried_out = sum(result.status != "unbanned" for result in done_to)
    unknown = sum(result.error == "unknown" for result in batch.results)
    cookie[_NAME] = {
        "batch": batch.batch if carried_out else None,
        "done": done,
        "count": carried_out,
        "stale": dict(stale),
        "unknown": unknown,
        "left": left,
    }
    if carried_out < len(done_to):
        keep_word("ban_over")


def keep_word(word: str) -> None:
    """Keep for the next page that something was done of which there is nothing to count."""
    cookie[_NAME] = {"said": word} | (cookie.get(_NAME) or _NOTHING)


def take_bar() -> tuple[list[Markup], str | None] | None:
    """Give the lines to say, and the batch that can be undone; None if there is nothing to say."""
    kept = cookie.pop(_NAME, None)
    if kept is None:
        return None
    kept = _NOTHING | kept
    speech = speak()
    lines = [speech.say(kept["said"])] if "said" in kept else []
    if kept["count"]:
        lines.append(speech.count(f"done_{kept['done'].replace('-', '_')}", kept["count"]))
    for status, n in kept["stale"].items():
        state = speech.words.get(f"is_{status}", "")
        lines.append(speech.plurals["meanwhile"]["one" if n == 1 else "other"].format(n=n, state=state))
    if kept["left"]:
        lines.append(speech.count("left", kept["left"]))
    if kept["unknown"]:
        lines.append(speech.say("gone"))
    return lines, kept["batch"]
