"""What each comment of a random walk was before, and which of it has to come back when somebody undoes a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.services.looking import Look


@dataclass
class Step:
    """What a comment was before a batch, which may have been taken back and done again under other names."""

    names: set[str]
    before: Look
    is_reported: bool = False


@dataclass
class Past:
    """What must be undone exactly, the last first; `undone`: the last undoing with the step that it took back.

    `gone`: the batches that can never be undone, since the author changed the comment after them.
    """

    steps: list[Step] = field(default_factory=list)
    undone: tuple[Step, Step] | None = None
    gone: set[str] = field(default_factory=set)

    def end(self) -> None:
        """The comment is another one now."""
        undone = self.undone[0].names if self.undone else set()
        self.gone |= undone.union(*(step.names for step in self.steps))
        self.steps, self.undone = [], None

    def forget(self) -> None:
        self.steps, self.undone = [], None

    def is_over(self, name: str) -> bool:
        """Whether something happened since this batch that makes another version."""
        return name in self.gone or any(name in step.names for step in self.steps[:-1])

    def take_back(self, name: str, undoing_step: Step) -> Step | None:
        """Give the step that has to be undone exactly, if that is certain."""
        if self.steps and name in self.steps[-1].names:
            step = self.steps.pop()
            self.undone = (undoing_step, step)
            return step
        if self.undone and name in self.undone[0].names:
            undone, step = self.undone
            self.undone = None
            self.steps.append(Step(step.names | undoing_step.names, step.before, step.is_reported))
            return undone
        return None

    def report(self) -> None:
        for step in (*self.steps, *(self.undone or ())):
            step.is_reported = True
