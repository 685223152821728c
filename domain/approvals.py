"""How an approval is decided: who may vote, what counts, and when a stage is settled (ITSM semantics, section 4.5).

A stage is judged from its electors and their votes alone, anew after each; nothing is added up along the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.text import REASON_LENGTH, checked_reason, clean, too_long


class Rule(StrEnum):
    """How many of a stage's electors must agree."""

    ANY = "any"
    ALL = "all"
    AT_LEAST = "at_least"
    PERCENT = "percent"


class Choice(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    BLOCKED = "blocked"


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """A rule with its number: `at_least` so many, or `percent`. A veto lets one rejection decide."""

    rule: Rule
    number: int = 1
    veto: bool | None = None
    min_electors: int = 1

    @property
    def has_veto(self) -> bool:
        return self.rule in (Rule.ANY, Rule.ALL) if self.veto is None else self.veto


@dataclass(frozen=True, kw_only=True)
class Count:
    """Electors by what they have said; `waiting` have said nothing yet."""

    approve: int = 0
    reject: int = 0
    abstain: int = 0
    waiting: int = 0

    @property
    def deciding(self) -> int:
        """Those who can still decide: everybody but who abstains."""
        return self.approve + self.reject + self.waiting


def needed(quorum: Quorum, deciding: int) -> int:
    """How many must approve of so many who decide; a percentage is rounded up, in whole numbers."""
    match quorum.rule:
        case Rule.ANY:
            return 1
        case Rule.ALL:
            return deciding
        case Rule.AT_LEAST:
            return quorum.number
        case Rule.PERCENT:
            return max(1, -(-deciding * quorum.number // 100))


def outcome(quorum: Quorum, count: Count) -> Outcome:
    """How the stage stands. A stage that nobody can decide is blocked and never counts as approved."""
    enough = needed(quorum, count.deciding)
    if quorum.has_veto and count.reject:
        return Outcome.REJECTED
    if count.deciding < max(enough, quorum.min_electors):
        return Outcome.BLOCKED
    if count.approve >= enough:
        return Outcome.APPROVED
    if count.approve + count.waiting < enough:
        return Outcome.REJECTED
    return Outcome.WAITING


class StageState(StrEnum):
    """How a stage of an approval stands. Those before are decided, those after it planned."""

    PLANNED = "planned"
    OPEN = "open"
    BLOCKED = "blocked"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class VoteEnding(StrEnum):
    """Why a vote no longer stands."""

    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class Exclusion(StrEnum):
    """Why somebody who is named does not decide."""

    REQUESTER = "asked for it"
    LAST_EDITOR = "edited it last"
    GONE = "is no longer here"
    VOTED_BEFORE = "voted in another stage"


@dataclass(frozen=True, kw_only=True)
class Electorate:
    """Who decides a stage, resolved to persons when it opens, and who was left out for which reason."""

    electors: tuple[str, ...]
    excluded: Mapping[str, Exclusion]


def electorate(
    named: Iterable[str],
    *,
    requester: str,
    last_editor: str | None,
    gone: frozenset[str],
    voted_before: frozenset[str] = frozenset(),
) -> Electorate:
    """Those of the named who may decide, each once however often they are named."""
    reasons = (
        (frozenset({requester}), Exclusion.REQUESTER),
        (frozenset({last_editor} if last_editor else ()), Exclusion.LAST_EDITOR),
        (gone, Exclusion.GONE),
        (voted_before, Exclusion.VOTED_BEFORE),
    )
    electors, excluded = [], {}
    for person in dict.fromkeys(named):
        why = next((reason for people, reason in reasons if person in people), None)
        if why is None:
            electors.append(person)
        else:
            excluded[person] = why
    return Electorate(electors=tuple(electors), excluded=excluded)


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """`substitute` votes for `elector` meanwhile; without an end until it is taken back."""

    elector: str
    substitute: str
    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, kw_only=True)
class Vote:
    """`voter` is whose hand it was: the elector's own or a substitute's. `digest` is of what was shown."""

    elector: str
    voter: str
    choice: Choice
    digest: str
    at: datetime
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of an approval: who decides it by which rule, and the votes that stand."""

    quorum: Quorum
    electors: tuple[str, ...]
    digest: str
    requester: str
    last_editor: str | None = None
    implementer: str | None = None
    votes: tuple[Vote, ...] = ()

    @property
    def count(self) -> Count:
        said = [vote.choice for vote in self.votes]
        return Count(
            approve=said.count(Choice.APPROVE),
            reject=said.count(Choice.REJECT),
            abstain=said.count(Choice.ABSTAIN),
            waiting=len(self.electors) - len(said),
        )

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Electors who have said nothing yet."""
        voted = {vote.elector for vote in self.votes}
        return tuple(person for person in self.electors if person not in voted)


def stage_outcome(stage: Stage) -> Outcome:
    """How the stage stands: the implementer may say yes, and it must be a yes without them too."""
    found = outcome(stage.quorum, stage.count)
    if found is not Outcome.APPROVED or stage.implementer not in stage.electors:
        return found
    without = [vote for vote in stage.votes if vote.elector != stage.implementer]
    others = replace(
        stage,
        electors=tuple(each for each in stage.electors if each != stage.implementer),
        implementer=None,
        votes=tuple(without),
    )
    return outcome(stage.quorum, others.count)


def vote(
    stage: Stage,
    *,
    voter: str,
    choice: Choice,
    digest: str,
    comment: str,
    delegations: Sequence[Delegation],
    at: datetime,
) -> Vote:
    """The vote this person casts now, their own or as somebody's substitute.

    Raises WrongState for a stage that is decided or was shown otherwise, NotAllowed for who has no say,
    FieldErrors about `vote_comment` for a no or an abstention without a reason.
    """
    elector = check_has_say(stage, voter=voter, digest=digest, delegations=delegations, at=at)
    comment = clean(comment)
    if choice is not Choice.APPROVE:
        comment = checked_reason("vote_comment", comment, "Say why, in a sentence.")
    elif len(comment) > REASON_LENGTH:
        raise FieldErrors({"vote_comment": too_long(comment, REASON_LENGTH)})
    return Vote(elector=elector, voter=voter, choice=choice, digest=digest, at=at, comment=comment)


def check_has_say(
    stage: Stage,
    *,
    voter: str,
    digest: str,
    delegations: Sequence[Delegation],
    at: datetime,
) -> str:
    """Whose place this person fills in the stage now: their own, or that of whom they stand in for.

    Raises WrongState for a stage that is decided or was shown otherwise, NotAllowed for who has no say.
    """
    if stage_outcome(stage) in (Outcome.APPROVED, Outcome.REJECTED):
        raise WrongState("This has been decided already.")
    if digest != stage.digest:
        raise WrongState(
            "It was changed after this was shown to you. Look at it again, then decide."
        )
    if voter == stage.requester:
        raise NotAllowed("Someone other than the requester has to decide.")
    if voter == stage.last_editor:
        raise NotAllowed("You edited it last. Someone else has to decide.")
    return _place_of(stage, voter, delegations, at)


def withdrawn(stage: Stage, voter: str) -> Stage:
    """The stage without the vote this person cast. Raises WrongState once it is decided, or where there is none."""
    if stage_outcome(stage) in (Outcome.APPROVED, Outcome.REJECTED):
        raise WrongState("This has been decided; a vote can no longer be taken back.")
    left = tuple(vote for vote in stage.votes if vote.voter != voter)
    if len(left) == len(stage.votes):
        raise WrongState(
            "You have not voted on what is decided now. /change revoke takes an approval back that counted."
        )
    return replace(stage, votes=left)


def _place_of(stage: Stage, voter: str, delegations: Sequence[Delegation], at: datetime) -> str:
    """Whose vote it is. One person casts one vote in a stage; a delegation is not handed on."""
    if any(vote.voter == voter for vote in stage.votes):
        raise WrongState("You have voted already. Take your vote back to change it.")
    if voter in stage.electors:
        if voter not in stage.waiting_for:
            raise WrongState("Your substitute has voted for you already.")
        return voter
    theirs = [it.elector for it in delegations if it.substitute == voter and it.holds(at)]
    place = next((elector for elector in stage.waiting_for if elector in theirs), None)
    if place is not None and voter == stage.implementer:
        raise NotAllowed("Whoever carries it out cannot decide for somebody else.")
    if place is None:
        raise NotAllowed("You are not among those who decide this. Its card names them.")
    return place
