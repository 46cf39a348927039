"""Certificates for a test: an authority of its own, and what it certifies."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")


@dataclass(frozen=True, slots=True)
class Certificate:
    """`authority` is what a client must believe in; the server has the other two."""

    authority: Path
    chain: Path
    key: Path


def make_certificate(folder: Path, *hosts: str) -> Certificate:
    """Make an authority and a certificate of it for `hosts`."""
    made = Certificate(folder / "authority.pem", folder / "chain.pem", folder / "key.pem")
    authority_key, names = folder / "authority-key.pem", ",".join(f"DNS:{host}" for host in hosts)
    is_authority = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    _openssl("-x509", *_KEY, "-keyout", authority_key, "-out", made.authority, "-subj", "/CN=Nobody", *is_authority)
    _openssl(
        *("-x509", *_KEY, "-keyout", made.key, "-out", made.chain, "-subj", f"/CN={hosts[0]}"),
        *("-CA", made.authority, "-CAkey", authority_key),
        *("-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE"),
    )
    return made


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", "req", *map(str, words)], check=True, capture_output=True, timeout=60)
