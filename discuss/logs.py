"""How a line of the log is written: JSON, or easy to read on a terminal; an error without anybody's data in it."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from sqlalchemy.exc import OperationalError

from discuss.errors import MailFailed, SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from structlog.typing import EventDict

PACKAGE = Path(__file__).parent.parent

# What others say may quote what a reader sent; these speak of code, files and connections only.
_SAFE_MESSAGES = (
    OSError,
    OperationalError,
    SetupError,
    MailFailed,
    TypeError,
    AttributeError,
    NameError,
    ImportError,
    MemoryError,
)


def configure_logs() -> None:
    """Set structlog up for this process: lines go to standard error, as it is at that moment."""
    on_terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            write_error,
            structlog.processors.LogfmtRenderer() if on_terminal else structlog.processors.JSONRenderer(_write_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=_Lines,
        cache_logger_on_first_use=True,
    )


def _write_json(event: EventDict, **_options: object) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()


class _Lines:
    """Write each line at once and whole, so that the lines of several processes do not mix."""

    def __init__(self, *_args: Any) -> None:
        pass

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    info = warning = error = critical = exception = debug = msg


def write_error(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Write `exc_info` as the types of the error, where it happened, and its words where they cannot quote a reader."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = describe_error(error)
        event["at"] = list(_frames(error))
    return event


def describe_error(error: BaseException) -> str:
    """Give the types of an error and of what caused it, with the words of those that speak of no reader's data."""
    words = f": {error}" if isinstance(error, _SAFE_MESSAGES) and not _is_of_the_net(error) else ""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{type(error).__name__}{words}" + (f" < {describe_error(cause)}" if cause else "")


def _is_of_the_net(error: BaseException) -> bool:
    """Whether an OSError comes from a library that quotes addresses and answers, as smtplib and requests do."""
    return isinstance(error, OSError) and type(error).__module__ not in {"builtins", "socket"}


def _frames(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        name = path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else Path(*path.parts[-2:])
        yield f"{name}:{frame.lineno} {frame.name}"
