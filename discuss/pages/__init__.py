"""The readers' HTML door: threads and forms without JavaScript and without a cookie."""

from __future__ import annotations

from discuss.pages.door import build_blueprint

__all__ = ["build_blueprint"]
