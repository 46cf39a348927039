"""Who comes to a web server by TLS, from an address of their own on loopback."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

from tests.dashboard.moderating import View

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 60


class _Way(HTTPAdapter):
    """Connect from `address` and ask for `host`, whatever the address in the URL is."""

    def __init__(self, address: str, host: str) -> None:
        self._options = {"source_address": (address, 0), "server_hostname": host, "assert_hostname": host}
        super().__init__()

    def init_poolmanager(self, *words: Any, **options: Any) -> None:
        super().init_poolmanager(*words, **options | self._options)


@dataclass
class Reader:
    """A browser at `address`; what it asks for lies below `path` of `host`, served on `port`."""

    host: str
    path: str
    port: int
    authority: Path
    address: str = "127.0.0.2"
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.trust_env = False
        self.session.verify = str(self.authority)
        self.session.headers["Host"] = self.host
        self.session.mount("https://", _Way(self.address, self.host))

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.path}"

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Ask for an address of the host, as links and forms name it; no redirect is followed."""
        url = f"https://127.0.0.1:{self.port}{path}"
        return self.session.request(method, url, timeout=_PATIENCE, allow_redirects=False, **more)

    def get(self, path: str, **headers: str) -> requests.Response:
        """Ask for something of the service."""
        return self.ask("GET", self.path + path, headers=headers)

    def get_raw(self, path: str, **headers: str) -> tuple[requests.Response, bytes]:
        """Ask for something of the service and give the bytes as they came, compressed or not."""
        answer = self.ask("GET", self.path + path, headers=headers, stream=True)
        return answer, answer.raw.read(decode_content=False)

    def post_comment(self, body: str, **headers: str) -> requests.Response:
        draft = {"url": "https://town.example/a", "body": body, "author": {"name": "Ann"}}
        return self.ask("POST", f"{self.path}/api/v1/sites/town/comments", json=draft, headers=headers)

    def see(self, path: str) -> View:
        """Look at a page of the service that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        view = View()
        view.feed(answer.text)
        return view

    def send(self, page: View, action: str, **changes: str) -> requests.Response:
        """Fill in the form that leads to `action` and send it, as it stands on the page."""
        form = next(each for each in page.forms if each.action.endswith(action))
        data = dict(form.fields) | changes
        return self.ask("POST", form.action, data=data, headers={"Origin": f"https://{self.host}"})
