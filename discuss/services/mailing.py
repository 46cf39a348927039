"""A site's mails, sent from a job: tried again where the server may take it later, given up where it never will."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from discuss.domain.settings import load_settings
from discuss.errors import MailFailed
from discuss.notifications import Sender, parse_server, send
from discuss.services.outbox import HopelessError
from discuss.store.session import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site


@contextmanager
def giving_up() -> Iterator[None]:
    """Turn what no further try would mend into HopelessError, be it in the sending or in the writing of a mail."""
    try:
        yield
    except MailFailed as failed:
        if failed.is_final:
            raise HopelessError from failed
        raise


def send_written(session: Session, instance: Instance, write: Callable[[], EmailMessage | None]) -> None:
    """Send what is written in a reading transaction; nothing where there is nothing to say, or no mail set up.

    Raises MailFailed, and HopelessError for what no further try would mend.
    """
    if not instance.settings.can_mail:
        return
    with giving_up():
        with reading(session):
            message = write()
        if message is not None:
            send_mail(instance, message)


def send_mail(instance: Instance, message: EmailMessage) -> None:
    """Send, with no transaction open: a server may take its time. Raises MailFailed."""
    send(parse_server(instance.settings.smtp_url), message)


def build_sender(instance: Instance, site: Site) -> Sender:
    """Give the one from whom a site's messages come."""
    return Sender(
        name=site.name,
        title=site.title,
        language=load_settings(site.settings).language,
        mail_from=instance.settings.mail_from,
        host=urlsplit(instance.settings.base_url).hostname or "localhost",
    )
