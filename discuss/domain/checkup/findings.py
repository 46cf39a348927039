"""What can be found about a page: symbols, and how grave each is. Words and cures are in the doors' catalogues."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Weight(StrEnum):
    FAULT = "fault"  # readers see no comments, or the wrong ones
    TIP = "tip"  # it works, and could be better
    FACT = "fact"  # good to know


_FAULTS = (
    # the page cannot be had
    *("address", "private", "name", "refused", "certificate", "slow", "circle", "garbled"),
    *("not-there", "sign-in", "server-error", "odd-status", "not-html"),
    # the two lines
    *(
        "no-snippet",
        "snippet-elsewhere",
        "no-script",
        "no-element",
        "in-comment",
        "in-template",
        "in-noscript",
        "as-text",
    ),
    *("two-sites", "curly-quotes", "not-run", "consent", "nomodule", "credentials"),
    *("no-src", "other-service", "wrong-path", "script-http", "service-http"),
    *("no-site", "unknown-site", "misspelt", "other-site"),
    # the page's policy
    *("csp-script", "csp-nonce", "csp-parts", "csp-connect", "csp-sandbox"),
    # whose page it is, and under which key
    *("unregistered", "outside", "canonical-front", "shared-canonical", "shared-given"),
    *("key-empty", "key-unfilled", "key-nothing", "key-refused"),
)
_TIPS = (
    *("elsewhere", "page-http", "cut", "script-twice", "element-twice", "only-counts", "rocket-loader", "delayed"),
    *("integrity", "csp-images", "trusted-types"),
    *("no-canonical", "canonical-elsewhere", "canonical-relative", "canonical-twice"),
)
_FACTS = ("moved-on", "key", "canonical-other", "several", "compared", "count", "closed", "frozen")

FINDINGS: Mapping[str, Weight] = {
    symbol: weight
    for weight, symbols in ((Weight.FAULT, _FAULTS), (Weight.TIP, _TIPS), (Weight.FACT, _FACTS))
    for symbol in symbols
}
"""Every finding by its symbol. docs/check.md has them all; a test compares."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: `values` go into its words, `paste` are the lines that mend it."""

    symbol: str
    values: Mapping[str, str] = field(default_factory=dict)
    paste: tuple[str, ...] = ()

    @property
    def weight(self) -> Weight:
        return FINDINGS[self.symbol]
