"""Who is meant: complaints and paper intake linked to applications, residents and each other."""

from simpul.match.desk import Link, LinkView, confirm, listing, reject, show
from simpul.match.pseudonym import pseudonym
from simpul.match.run import MatchResult, run

__all__ = ["Link", "LinkView", "MatchResult", "confirm", "listing", "pseudonym", "reject", "run", "show"]
