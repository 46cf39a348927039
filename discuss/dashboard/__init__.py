"""The moderators' HTML door, at /moderate/: signing in, the queue, the log, threads."""

from __future__ import annotations

from discuss.dashboard.door import init_dashboard

__all__ = ["init_dashboard"]
