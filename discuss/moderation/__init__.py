"""How a draft is judged: every rule gives an opinion, the strictest wins, and a rule that fails holds. Pure."""

from discuss.moderation.fold import judge
from discuss.moderation.verdicts import Decision, Outcome, Submission, Verdict

__all__ = ["Decision", "Outcome", "Submission", "Verdict", "judge"]
