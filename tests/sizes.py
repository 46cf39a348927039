"""How large the tests are: small for `make test`, large for `make soak` (TEST_SIZE=large)."""

from __future__ import annotations

import os

IS_LARGE = os.environ.get("TEST_SIZE") == "large"

BRANCH = 100_000 if IS_LARGE else 1_000
"""Replies below one root."""

CHAIN = 10_000 if IS_LARGE else 1_000
"""Replies, each to the one before."""

TALK = 20_000 if IS_LARGE else 2_000
"""Comments of a thread that is walked as a whole."""

STEPS = 600 if IS_LARGE else 40
"""Random changes of a thread, one after another."""

SEEDS = range(20 if IS_LARGE else 2)
"""How often such a random walk is gone."""

RUNS = 300 if IS_LARGE else 12
"""How often a discussion begins to which anything may happen."""

POSTS = 400 if IS_LARGE else 40
"""Comments that each writer posts while somebody reads."""

KILLS = 10 if IS_LARGE else 4
"""How often a server is killed while somebody posts."""
