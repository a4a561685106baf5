"""Who is meant: complaints and paper intake linked to applications, residents and each other."""

from simpul.matching.review import Link, LinkView, confirm, listing, reject, show
from simpul.matching.run import MatchResult, run
from simpul.matching.tokens import pseudonym

__all__ = ["Link", "LinkView", "MatchResult", "confirm", "listing", "pseudonym", "reject", "run", "show"]
