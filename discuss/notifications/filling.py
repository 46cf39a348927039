"""The parts of a mail: the same words as text, and as HTML that loads nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

if TYPE_CHECKING:
    from email.message import EmailMessage

    from discuss.notifications.words import Words


def fill(message: EmailMessage, template: str, words: Words, values: dict[str, object]) -> EmailMessage:
    text = _templates().get_template(f"{template}.txt").render(values, say=words.say)
    html = _templates().get_template(f"{template}.html").render(values, say=words.say_html, language=words.language)
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("discuss", "templates/mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
