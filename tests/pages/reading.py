"""How the tests read a page: as a browser would, tag by tag, and nothing on it may be anything but ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

URL = "https://town.example/a"
_VOID = {"meta", "link", "input", "br", "hr", "img"}
_TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "header",
        "main",
        "footer",
        "nav",
        "section",
        "article",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "a", "ol", "ul", "li", "div", "span", "bdi", "time", "small", "strong"),
    *(
        "form",
        "fieldset",
        "legend",
        "label",
        "input",
        "textarea",
        "button",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ),
    *("details", "summary"),
    *("em", "code", "pre", "blockquote", "del", "hr", "br"),
}
_SCHEMES = ("https://", "http://", "mailto:", "/", "#")


@dataclass
class Page(HTMLParser):
    """A parsed page: what its form holds, its links, its text, and everything that must not be there."""

    fields: dict[str, str] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)
    buttons: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    text: str = ""
    _inside: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        self._check(tag, given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "article" and "id" in given:
            self.comments.append(given["id"].removeprefix("comment-"))
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "input":
            self._fill(given)
        if tag == "textarea":
            self._inside = given.get("name", "body")
            self.fields[self._inside] = ""
        if tag == "button":
            self.buttons.append(given.get("value", ""))
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.strange.append(f"</{tag}>")
        if tag == "textarea":
            # HTML drops one line feed after the tag (WHATWG HTML §13.2.6.4.7).
            self.fields[self._inside] = self.fields[self._inside].removeprefix("\n")
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.fields[self._inside] += data
        if self._open[-1:] == ["script"]:
            self.scripts[-1] += data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"<!--{data}-->")

    def _fill(self, given: dict[str, str]) -> None:
        if given.get("type") in {"checkbox", "radio"}:
            self.checked |= {given["name"]} if "checked" in given else set()
        else:
            self.fields[given["name"]] = given.get("value", "")

    def _check(self, tag: str, given: dict[str, str]) -> None:
        if tag not in _TAGS or (tag == "script" and given != {"type": "application/ld+json"}):
            self.strange.append(f"<{tag}>")
        self.strange += [name for name in given if name.startswith("on") or name in {"style", "src", "srcdoc"}]
        for name in ("href", "action"):
            if name in given and (not given[name].startswith(_SCHEMES) or given[name].startswith("//")):
                self.strange.append(given[name])


def read(response: TestResponse) -> Page:
    """Parse a page and make sure that nothing strange is on it."""
    assert response.mimetype == "text/html", response.text
    page = Page()
    page.feed(response.text)
    page.close()
    assert not page.strange, response.text
    assert not page._open, page._open
    assert len(page.ids) == len(set(page.ids)), page.ids
    return page


def form(**changes: Any) -> dict[str, Any]:
    return {"thread": "/a", "url": URL, "name": "Ann", "body": "Hello *there*"} | changes


def write(client: FlaskClient, **changes: Any) -> TestResponse:
    """Fill in the form, look at the preview and press Post. Gives the answer to that."""
    preview = read(client.post("/t/town", data=form(**changes)))
    return client.post("/t/town", data=form(**changes) | {"action": "post", "key": preview.fields["key"]})


def post(client: FlaskClient, **changes: Any) -> str:
    """Post through the JSON door, as somebody else, and give the comment's id."""
    name, website = changes.pop("name", "Ann"), changes.pop("website", None)
    author = {"name": name, "website": website}
    draft = {"url": URL, "body": "Hello *there*", "author": author} | changes
    answer = client.post("/api/v1/sites/town/comments", json=draft, headers={"Discuss-Reader": "ab" * 16})
    assert answer.status_code in {201, 202}, answer.text
    return str(answer.json["comment"]["id"]) if answer.json else ""
