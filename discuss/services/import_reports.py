"""What an import did or would do, line by line: nothing is dropped silently."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from discuss.transfer.plan import PagePlan
    from discuss.transfer.records import Trouble

_LINES = 200  # of the report on a terminal; the JSON has them all


@dataclass(slots=True)
class Report:
    source: str
    site: str
    is_dry_run: bool
    pages: list[dict[str, Any]] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    known: int = 0
    closed: int = 0
    closed_without_comments: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    def count_page(self, plan: PagePlan, key: str | None, known: Collection[str]) -> None:
        """Count one page. `key` is None where its address cannot be one; `known` holds source ids that are here."""
        self.troubles.extend(plan.troubles)
        if not plan.comments:
            self.closed_without_comments += plan.thread.closed
            return
        fresh = [comment for comment in plan.comments if comment.source_id not in known] if key else []
        self.known += len(plan.comments) - len(fresh) if key else 0
        self.closed += plan.thread.closed
        self.statuses.update(str(comment.record.status) for comment in fresh)
        self.kinds.update(str(comment.record.kind) for comment in fresh)
        line = {"key": key, "link": plan.thread.link, "comments": len(plan.comments), "new": len(fresh)}
        self.pages.append(line | {"closed": plan.thread.closed})

    @property
    def fresh(self) -> int:
        """How many comments come in."""
        return sum(self.statuses.values())

    def finish(self) -> dict[str, Any]:
        return {
            "site": self.site,
            "format": self.source,
            "dry_run": self.is_dry_run,
            "threads": len(self.pages),
            "closed": self.closed,
            "closed_without_comments": self.closed_without_comments,
            "comments": self.fresh,
            "known": self.known,
            "statuses": dict(self.statuses),
            "kinds": dict(self.kinds),
            "pages": self.pages,
            "troubles": [
                {"where": each.where, "code": each.code, "detail": each.detail, "severity": str(each.severity)}
                for each in self.troubles
            ],
        }


def describe_report(report: dict[str, Any]) -> str:
    """Put a report into words for a terminal."""
    verb = "would come in" if report["dry_run"] else "came in"
    lines = [f"{report['comments']} comments on {report['threads']} pages {verb}; {report['known']} were here already."]
    lines += [f"  {status}: {count}" for status, count in sorted(report["statuses"].items())]
    lines += [f"  {kind}s: {count}" for kind, count in sorted(report["kinds"].items()) if kind != "comment"]
    if report["closed"]:
        lines.append(f"  closed threads: {report['closed']}")
    if report["closed_without_comments"]:
        lines.append(f"  closed pages without comments, passed over: {report['closed_without_comments']}")
    lines += [f"  {_place(page)}: {page['comments']} ({page['new']} new)" for page in report["pages"][:_LINES]]
    lines += [f"{each['severity']}: {each['where']}: {each['detail']}" for each in report["troubles"][:_LINES]]
    left = max(0, len(report["pages"]) - _LINES) + max(0, len(report["troubles"]) - _LINES)
    return "\n".join([*lines, *([f"… and {left} more lines; --json has them all."] if left else [])])


def _place(page: dict[str, Any]) -> str:
    return page["key"] or f"skipped, {page['link']!r} cannot be a page"
