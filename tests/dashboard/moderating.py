"""How the tests moderate: a browser that sends forms as they stand on the page, and a hand on what waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from discuss.domain.drafts import Draft
from discuss.services import authorship, comments, reactions, sites
from discuss.services.identity import Visitor, build_edit_token
from discuss.store.session import writing
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from discuss.services.instance import Instance

PASSWORD = "correct horse battery"
_VOID = {"meta", "link", "input", "br", "hr", "img"}
_SCHEMES = ("https://", "http://", "mailto:", "/", "#")
_SCRIPTS = tuple(f"/static/dashboard/{name}.js?v=" for name in ("queue", "answer", "presence"))
_HEADING = {"h1", "h2", "h3", "h4", "h5", "h6"}
_OURS = {
    *("html", "head", "meta", "title", "link", "script", "body", "header", "main", "nav", "section", "article", "div"),
    *("p", "a", "ol", "ul", "li", "dl", "dt", "dd", "span", "bdi", "time", "small", "strong", "q", "kbd"),
    *("form", "fieldset", "legend", "label", "input", "textarea", "select", "option", "button", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("footer", "em", "code", "pre", "blockquote", "del", "hr", "br"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "svg", "desc", "line", "rect"),
    *_HEADING,
}


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class View(HTMLParser):
    """A parsed page: its forms, links and text, and everything that must not be there."""

    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    text: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        self._check(tag, given)
        self.ids += [given["id"]] if "id" in given else []
        self.items += [given["id"].removeprefix("comment-")] if tag == "article" else []
        self.links += [given.get("href", "")] if tag == "a" else []
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif self.forms and "form" in self._open:
            self._fill(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.strange.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"<!--{data}-->")

    def _fill(self, tag: str, given: dict[str, str]) -> None:
        if tag == "button":
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", "")))
        elif (
            tag == "input" and given.get("type") != "checkbox" and (given.get("type") != "radio" or "checked" in given)
        ):
            self.forms[-1].fields.append((given["name"], given.get("value", "")))

    def _check(self, tag: str, given: dict[str, str]) -> None:
        is_script = tag == "script" and given.get("src", "").startswith(_SCRIPTS)
        if tag not in _OURS or (tag == "script" and not is_script):
            self.strange.append(f"<{tag}>")
        self.strange += [name for name in given if name.startswith("on") or name in {"style", "srcdoc"}]
        for name in ("href", "action", "formaction"):
            if name in given and (not given[name].startswith(_SCHEMES) or given[name].startswith("//")):
                self.strange.append(given[name])


def see(response: TestResponse) -> View:
    """Parse a page and make sure that nothing strange is on it."""
    assert response.mimetype == "text/html", response.text
    view = View()
    view.feed(response.text)
    view.close()
    assert not view.strange, (view.strange, response.text)
    assert not view._open, view._open
    assert len(view.ids) == len(set(view.ids)), view.ids
    return view


@dataclass(frozen=True)
class Browser:
    """A client with a cookie of its own."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def see(self, path: str) -> View:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return see(answer)

    def token(self) -> str:
        """Give the proof that a form is ours, off the page that everybody may see."""
        page = see(self.client.get("/moderate/-/account", follow_redirects=True))
        return dict(page.forms[0].fields)["csrf_token"]

    def post(self, path: str, **data: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token()} | data)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/moderate/-/sign-in", email=email, password=password, **more)

    def press(self, page: View, deed: str, number: int = 0, **more: Any) -> TestResponse:
        """Press a button of an item of the queue, as it stands on the page."""
        forms = [form for form in page.forms if form.action.endswith("/decide")]
        assert ("deed", deed) in forms[number].buttons, forms[number].buttons
        answer = self.client.post(forms[number].action, data=dict(forms[number].fields) | {"deed": deed} | more)
        assert answer.status_code == 303, answer.text
        return answer

    def undo(self, page: View) -> TestResponse:
        form = next(form for form in page.forms if form.action.endswith("/undo"))
        return self.client.post(form.action, data=dict(form.fields))


@dataclass(frozen=True)
class Team:
    """What happens on `town` meanwhile."""

    session: Session
    instance: Instance

    def set_site(self, **changes: str) -> None:
        sites.set_site(self.session, "town", changes)

    def say(self, body: str = "Hello", name: str = "Ann", page: str = "/a", **more: Any) -> int:
        draft = Draft(url=f"https://town.example{page}", body=body, name=name, **more)
        wanted = comments.Post(site="town", draft=draft, visitor=Visitor(address="192.0.2.1"))
        return comments.post_comment(self.session, self.instance, wanted).comment.id

    def hold(self, *bodies: str) -> list[int]:
        """Post comments that wait for the team."""
        self.set_site(premoderation="all", posts_limit="off", rules="off")
        return [self.say(body) for body in bodies]

    def flag(self, comment: int, note: str | None = None) -> None:
        report = reactions.Report(reason=reactions.FlagReason.ABOUT_ME, note=note)
        visitor = Visitor(address="192.0.2.9", reader_key="cd" * 16)
        reactions.add_flag(self.session, self.instance, comment, visitor, report)
        with writing(self.session):
            row = self.session.get_one(Comment, comment, populate_existing=True)
            row.flags, row.urgent = 1, 1

    def edit(self, comment: int, body: str) -> None:
        """Change a comment as its author does, on a site that looks at every text first."""
        self.set_site(premoderation="all")
        token = build_edit_token(self.instance, comment)
        authorship.edit_comment(self.session, self.instance, comment, token, body)

    def status(self, comment: int) -> str:
        self.session.rollback()
        return self.session.get_one(Comment, comment, populate_existing=True).status


def path_of(location: str) -> str:
    return urlsplit(location).path
