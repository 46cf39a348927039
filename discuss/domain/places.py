"""Where copies of backups go: a folder, such as another disk, or a store that speaks S3."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from discuss.domain.signatures import Credentials
from discuss.errors import SetupError

_FORM = "https://KEY:SECRET@s3.example.com/bucket/folder?region=REGION"
_REGION = "us-east-1"  # what stores expect that have no regions


@dataclass(frozen=True, slots=True)
class Store:
    """A folder in a bucket of an S3-compatible store. `address` names it without the credentials."""

    address: str
    who: Credentials

    def __str__(self) -> str:
        return self.address

    def url_of(self, name: str) -> str:
        return f"{self.address}/{quote(name)}"


def parse_place(text: str) -> Path | Store:
    """Read where copies go. Raises SetupError for an address of the web that is none of a store's."""
    if "://" not in text:
        return Path(text)
    try:
        parts = urlsplit(text)
        region = parse_qs(parts.query).get("region", [_REGION])[0]
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        raise SetupError(f"A store is written {_FORM}.") from None
    path = parts.path.strip("/")
    if parts.scheme not in {"https", "http"} or not (parts.username and parts.password and host and path):
        raise SetupError(f"A store is written {_FORM}.")
    who = Credentials(unquote(parts.username), unquote(parts.password), region)
    return Store(f"{parts.scheme}://{host}/{quote(unquote(path), safe='/')}", who)
