"""Is mail set up, and does its server let us in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.errors import SetupError
from discuss.notifications import check_mail, parse_server
from discuss.notifications.trying import try_out
from discuss.services.doctor.findings import fault, fine, worry

if TYPE_CHECKING:
    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House


def check_mail_settings(house: House) -> Finding:
    settings = house.settings
    if not settings.smtp_url and not settings.mail_from:
        return worry("mail-none")
    try:
        check_mail(settings.smtp_url, settings.mail_from)
    except SetupError as error:
        return fault("mail-wrong", error=error.detail)
    return fine("mail-set", sender=settings.mail_from)


def check_mail_server(house: House) -> Finding | None:
    """Go to the server and sign in there; no mail is sent."""
    try:
        check_mail(house.settings.smtp_url, house.settings.mail_from)
        server = parse_server(house.settings.smtp_url)
    except SetupError:
        return None
    trial = try_out(server)
    about = {"host": server.host, "port": server.port}
    if trial.hitch is None:
        return fine("mail-open", **about)
    return fault(f"mail-{trial.hitch}", **about, error=trial.said)
