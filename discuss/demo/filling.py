"""Fills the demonstration with discussions, as if they had been going on for days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from discuss.demo.posts import TOWN, load_posts, read_text
from discuss.demo.talk import parse_talk
from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Actor, Role
from discuss.services import authorship, comments, reactions, removal, sites, staging
from discuss.services.closing import ClosingOrder, close_threads
from discuss.services.identity import Visitor
from discuss.services.moderation import Decision, Item, decide
from discuss.services.voices import Member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from discuss.demo.posts import Post
    from discuss.demo.talk import Line
    from discuss.services.answers import PostAnswer
    from discuss.services.instance import Instance

_MINUTE = 60_000
_DAY = 1440 * _MINUTE
NURSE = "nurse"
MODERATOR = "amina@mill-lane.example"
PASSWORD = "a goose on the bridge"  # noqa: S105 - of a demonstration that only this machine can reach

_TITLES = {TOWN: "The Mill Lane Letter", NURSE: "Ask the district nurse"}
_MEMBERS = [
    ("hanne@mill-lane.example", "Hanne Visser", {TOWN: Role.OWNER, NURSE: Role.OWNER}),
    ("dee@mill-lane.example", "Dee Okonjo", {TOWN: Role.MODERATOR}),
    (MODERATOR, "Amina Yilmaz", {NURSE: Role.MODERATOR}),
]
_PINGBACK = staging.Linkback(
    source="https://weir-street-gardens.example/notes/waiting-lists",
    name="Weir Street Gardens: What other towns do about waiting lists",
    body="[…] in Mill Lane the list begins anew every year, and a six-year-old draws the names out of a hat […]",
)
_NOTE = (
    "The keys are handed out and the questions answered, so this conversation is closed. Thank you for the nicest one "
    "about a waiting list that we ever had. Names for the **next** drawing: from the first of February."
)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where a discussion is played: `began` is when the demonstration was set up, in milliseconds since 1970."""

    session: Session
    instance: Instance
    blog: str
    began: int
    members: Mapping[str, Actor]

    def at(self, moment: int) -> Instance:
        """The same installation at another time."""
        return replace(self.instance, clock=lambda: moment)


def fill(session: Session, instance: Instance, blog: str) -> int:
    """Make sites, members and discussions for the blog at this address, anew. Gives the moment this was done at."""
    began = instance.clock()
    for site in sites.list_sites(session):
        if site.name in _TITLES:  # left by a first run that was interrupted
            removal.remove_site(session, Actor(is_admin=True), site.name, site.name)
    stage = _Stage(session, instance, blog, began, _add_people(session, instance, blog))
    for post in load_posts():
        if post.name != "seeds":  # somebody has to be the first
            _play(stage, post)
    _close_lottery(stage)
    sites.set_site(session, TOWN, {"posts_limit": "on"})
    sites.set_site(session, NURSE, {"posts_limit": "on", "premoderation": "all"})
    return began


def move(session: Session, old: str, new: str) -> None:
    """Tell the sites that the blog stands at another address (port) than last time."""
    for site in _TITLES:
        sites.set_site(session, site, {"url": new, "origins": _other_name(new)})
        staging.move_pages(session, site, old, new)


def _other_name(blog: str) -> str:
    """Give the other origin of this machine under which people open the blog."""
    return blog.replace("127.0.0.1", "localhost")


def _add_people(session: Session, instance: Instance, blog: str) -> dict[str, Actor]:
    ids = {}
    for name, title in _TITLES.items():
        ids[name] = sites.add_site(session, instance, sites.NewSite(name, title, blog, [_other_name(blog)])).id
        sites.set_site(session, name, {"premoderation": "none", "posts_limit": "off"})
    known = {user.email: user.id for user, _, _ in sites.list_users(session)}
    members = {}
    for email, name, roles in _MEMBERS:
        user = known[email] if email in known else sites.add_user(session, instance, email, name, PASSWORD).id
        for site, role in roles.items():
            sites.set_role(session, email, site, role)
        members[name] = Actor(user_id=user, roles={ids[site]: role for site, role in roles.items()})
    return members


def _play(stage: _Stage, post: Post) -> None:
    """Play a page's discussion, and at its end take back what its authors regret."""
    path: list[tuple[PostAnswer, int]] = []  # the comments above, and when they were said
    regretted = []
    for line in parse_talk(read_text("talks", f"{post.name}.txt")):
        del path[line.depth :]
        parent, before = path[-1] if path else (None, stage.began - post.days * _DAY)
        moment = before + line.delay * _MINUTE
        answer = _say(stage, moment, _build_post(stage, post, line, parent), line)
        path.append((answer, moment))
        if "deleted" in line.marks:
            regretted.append(answer)
    for answer in regretted:
        authorship.delete_comment(stage.session, stage.instance, answer.comment.id, answer.edit_token)


def _build_post(stage: _Stage, post: Post, line: Line, parent: PostAnswer | None) -> comments.Post:
    role = next((Role(mark) for mark in line.marks if mark in set(Role)), None)
    draft = Draft(
        url=stage.blog + post.path,
        title=post.title,
        parent=parent.comment.id if parent else None,
        name=line.name,
        body=line.body.rsplit("\n\n", 1)[0] if "edited" in line.marks else line.body,
    )
    member = Member(user_id=stage.members[line.name].user_id or 0, role=role) if role else None
    return comments.Post(site=post.site, draft=draft, visitor=_visitor(line.name), member=member)


def _say(stage: _Stage, moment: int, post: comments.Post, line: Line) -> PostAnswer:
    """Post a comment, and let happen to it at once what its marks say."""
    session, later = stage.session, stage.at(moment + 5 * _MINUTE)
    if "held" in line.marks:
        sites.set_site(session, post.site, {"premoderation": "all"})
    answer = comments.post_comment(session, stage.at(moment), post)
    for voter in range(line.up):
        reactions.set_vote(session, later, answer.comment.id, _visitor(f"voter {voter}"), 1)
    if "pinned" in line.marks:
        pin = Decision(items=[Item(answer.comment.id, version=1)], deed=Deed.PIN)
        decide(session, later, stage.members[line.name], pin)
    if "edited" in line.marks:
        authorship.edit_comment(session, later, answer.comment.id, answer.edit_token, line.body)
    return answer


def _visitor(name: str) -> Visitor:
    """Somebody, known by a reader key and an address of their own (RFC 5737: addresses for examples)."""
    mark = sha256(name.encode()).hexdigest()
    return Visitor(address=f"203.0.113.{int(mark[:2], 16)}", reader_key=mark[:32])


def _close_lottery(stage: _Stage) -> None:
    post = next(each for each in load_posts() if each.name == "lottery")
    page = staging.Page(site=post.site, url=stage.blog + post.path, title=post.title)
    mentioned = stage.began - (post.days - 3) * _DAY
    staging.add_pingback(stage.session, stage.at(mentioned), page, _PINGBACK)
    order = ClosingOrder(reason="finished", note=_NOTE)
    later = stage.at(mentioned + 4 * _DAY)
    close_threads(stage.session, later, stage.members["Dee Okonjo"], (post.site, [post.path]), order)
