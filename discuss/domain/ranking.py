"""The order `best`: how good a comment is for sure, not how often it was seen."""

from __future__ import annotations

from math import sqrt

_Z = 1.96  # 95 % confidence


def build_rank(up: int, down: int) -> float:
    """Give minus the lower bound of the Wilson score interval, so that the best comes first in ascending order.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927).
    Between -1.0 and 0.0; 0.0 without votes.
    """
    total = up + down
    if total == 0:
        return 0.0
    share = up / total
    centre = share + _Z * _Z / (2 * total)
    spread = _Z * sqrt((share * (1 - share) + _Z * _Z / (4 * total)) / total)
    return -max(0.0, (centre - spread) / (1 + _Z * _Z / total))
