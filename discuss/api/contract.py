"""What an operation takes and answers: declared beside the view, checked before it, written into OpenAPI."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, get_origin, get_type_hints

import msgspec
from flask import Response, request

from discuss.api.unreadable import explain_unreadable, point_at
from discuss.errors import FieldError, Invalid, Malformed, TooLarge, UnsupportedMedia

if TYPE_CHECKING:
    from collections.abc import Callable

    View = Callable[..., Any]

_PATH = re.compile(r"(.*) - at `(key in )?\$(.*)`$", re.DOTALL)
_FIELD = re.compile(r"Object (?:missing required|contains unknown) field `(.*)`", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`query` and `body` are Structs; `answers` maps a status to a Struct, or to None for an empty answer.

    `media`: what a 200 comes in that is no Struct. `proof` names the security scheme. `is_public`: anybody may read it
    and caches may keep it; else it belongs to one viewer or changes something.
    """

    summary: str
    answers: dict[int, type[msgspec.Struct] | None]
    query: type[msgspec.Struct] | None = None
    body: type[msgspec.Struct] | None = None
    errors: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    media: tuple[str, ...] = ("application/json", "text/html")
    is_public: bool = False
    proof: str | None = None
    description: str = field(default="")

    @property
    def is_for_programs(self) -> bool:
        """Members' programs bring a token of their own; no page of a blog may call these from a browser."""
        return self.proof == "token"

    @property
    def problems(self) -> set[int]:
        """Every status of a problem: the declared ones, and those that the checks before the view may give."""
        read = {400, 413, 415} if self.body is not None else set()
        return {*self.errors, 422} | read | (set() if self.is_public else {403})

    @property
    def results(self) -> dict[int, type[msgspec.Struct] | None]:
        """Every answer that is no problem: of what caches may keep, also that the reader's copy is still good."""
        return self.answers | ({304: None} if self.is_public else {})


def operation(**declared: Any) -> Callable[[View], View]:
    """Declare a view's contract. It gets `query` and `body` as values and answers a Struct, or `(Struct, status)`."""
    contract = Operation(**declared)
    for struct in filter(None, (contract.query, contract.body)):
        # msgspec learns a Struct when it first meets it, and two threads that let it do so at once end the process.
        msgspec.json.Decoder(struct)

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**path: Any) -> Response:
            given = dict(path)
            if contract.query is not None:
                given["query"] = parse_query(contract.query)
            elif request.args:
                _refuse_query(set())
            if contract.body is not None:
                given["body"] = parse_body(contract.body)
            return present(view(**given))

        answer.contract = contract  # type: ignore[attr-defined]
        return answer

    return decorate


def contract_of(view: View | None) -> Operation | None:
    return getattr(view, "contract", None)


def present(result: Any) -> Response:
    if isinstance(result, Response):
        return result
    value, status = result if isinstance(result, tuple) else (result, 200)
    if value is None:
        return Response(status=status)
    return Response(msgspec.json.encode(value), status, mimetype="application/json")


def parse_query(struct: type[msgspec.Struct]) -> Any:
    """Read the query into `struct`. A field that is a list takes a parameter many times, any other takes it once."""
    hints = _hints(struct)
    _refuse_query(set(hints))
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        if get_origin(hints[name]) is list:
            given[name] = values
        elif len(values) > 1:
            raise Invalid(FieldError(f"?{name}", "This may stand here only once."))
        else:
            given[name] = values[0]
    try:
        return msgspec.convert(given, struct, strict=False)
    except msgspec.ValidationError as error:
        raise _explain(error, "?") from error


@cache
def _hints(struct: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(struct)


def _refuse_query(known: set[str]) -> None:
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise Invalid(*(FieldError(f"?{name}", "There is no such parameter.") for name in unknown))


def parse_body(struct: type[msgspec.Struct]) -> Any:
    """Read a JSON body into `struct`; unknown fields are errors. Raises UnsupportedMedia, Malformed, Invalid."""
    if request.mimetype != "application/json":
        raise UnsupportedMedia
    if request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMedia("Send JSON in UTF-8.")
    data = _read_data()
    try:
        return msgspec.json.decode(data, type=struct)
    except msgspec.ValidationError as error:
        raise _explain(error, "") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Malformed(explain_unreadable(data, str(error))) from error


def _read_data() -> bytes:
    """Read the body. Raises TooLarge, also for one that tells no length: of that, Werkzeug cuts off the end."""
    data, most = request.get_data(cache=False), request.max_content_length
    if request.content_length is None and most is not None and len(data) >= most:
        raise TooLarge
    return data


def _explain(error: msgspec.ValidationError, prefix: str) -> Invalid:
    """Turn `Expected …, got … - at `$.author.name`` into a pointer and a sentence."""
    message = str(error)
    found = _PATH.match(message)
    text, path = (found[1], found[3]) if found else (message, "")
    parts = [part for part in re.split(r"[.\[\]]+", path) if part and part != "..."]
    missing = _FIELD.fullmatch(text)
    if missing:
        parts.append(missing[1])
        text = "This is needed." if "missing" in text else "There is no such field."
    pointer = prefix + parts[0] if prefix and parts else "".join(point_at(part) for part in parts)
    return Invalid(FieldError(pointer, text.replace("`", "")))
