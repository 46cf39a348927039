from __future__ import annotations

import pytest

from discuss.errors import SetupError
from discuss.notifications import check_mail


def test_mail_that_can_be_sent_is_taken() -> None:
    check_mail("smtps://town:secret@mail.example", "Town <comments@town.example>")


@pytest.mark.parametrize(
    ("smtp_url", "mail_from", "named"),
    [
        ("smtp://mail.example", "", "DISCUSS_MAIL_FROM"),
        ("", "comments@town.example", "DISCUSS_SMTP_URL"),
        ("mail.example:25", "comments@town.example", "DISCUSS_SMTP_URL"),
        ("smtp://mail.example", "Town", "DISCUSS_MAIL_FROM"),
    ],
)
def test_what_could_never_leave_is_named_at_the_start(smtp_url: str, mail_from: str, named: str) -> None:
    with pytest.raises(SetupError, match=named):
        check_mail(smtp_url, mail_from)
