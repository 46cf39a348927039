"""How a comment came in that somebody of the team entered for its author."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    LETTER = "letter"
    TELEPHONE = "telephone"
    IN_PERSON = "in-person"
