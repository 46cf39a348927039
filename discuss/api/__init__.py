"""The JSON door, /api/v1."""

from __future__ import annotations

from discuss.api.door import build_blueprint

__all__ = ["build_blueprint"]
