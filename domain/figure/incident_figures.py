"""The figures about incidents, services and satisfaction, in the order they are told (ITSM semantics, section 6.2)."""

from domain.figure.cohorts import Cohort
from domain.figure.kpis import DAY, ENOUGH, Band, Figure, Measure, Statistic, Unit
from domain.figure.shapes import count, share, spread

_BUCKETS: tuple[tuple[str, str, Band], ...] = (
    ("under_1_day", "under 1 day", (None, 1 * DAY)),
    ("1_to_3_days", "1 to 3 days", (1 * DAY, 3 * DAY)),
    ("3_to_7_days", "3 to 7 days", (3 * DAY, 7 * DAY)),
    ("7_to_14_days", "7 to 14 days", (7 * DAY, 14 * DAY)),
    ("14_to_30_days", "14 to 30 days", (14 * DAY, 30 * DAY)),
    ("30_days_and_more", "30 days and more", (30 * DAY, None)),
)
"""How old the backlog is, in days of 24 hours; a boundary belongs to the older one."""

INCIDENT_FIGURES: tuple[Figure, ...] = (
    count(
        "incidents_raised",
        "Incidents raised",
        Cohort.RAISED,
        "how many, without cancelled and merged ones",
    ),
    count("incidents_resolved", "Incidents resolved", Cohort.RESOLVED, "how many"),
    count("incidents_reopened", "Incidents reopened", Cohort.REOPENED, "how many"),
    count("incidents_cancelled", "Incidents cancelled", Cohort.CANCELLED, "how many"),
    count("incidents_merged", "Incidents merged", Cohort.MERGED, "how many"),
    *spread(
        "mtta",
        "Time to acknowledge",
        Cohort.ACKNOWLEDGED,
        Measure.TIME_TO_ACKNOWLEDGE,
        "acknowledged − raised, wall clock",
    ),
    count(
        "incidents_unacknowledged",
        "Acknowledged by nobody",
        Cohort.UNACKNOWLEDGED,
        "how many",
    ),
    *spread(
        "first_response",
        "First response",
        Cohort.RESPONDED,
        Measure.OPEN_TIME_TO_RESPOND,
        "open time of the response clock",
    ),
    count(
        "first_response_waiting",
        "Waiting for an answer",
        Cohort.UNANSWERED,
        "how many",
        measure=Measure.AGE,
    ),
    Figure(
        name="first_response_waiting_oldest",
        title="Waiting for an answer, oldest",
        cohort=Cohort.UNANSWERED,
        measure=Measure.AGE,
        statistic=Statistic.LARGEST,
        unit=Unit.SECONDS,
        says="end − raised of the oldest, wall clock",
    ),
    *spread(
        "mttr",
        "Time to restore",
        Cohort.RESOLVED,
        Measure.TIME_TO_RESTORE,
        "last resolved − raised, wall clock, holds included; of a major one, restored − raised",
    ),
    *spread(
        "resolution_time",
        "Open time to resolve",
        Cohort.RESOLVED,
        Measure.OPEN_TIME_TO_RESOLVE,
        "open time of the resolution clock, without holds that pause it",
    ),
    Figure(
        name="hold_share",
        title="Time on hold",
        cohort=Cohort.RESOLVED,
        measure=Measure.TIME_HELD,
        statistic=Statistic.HELD_SHARE,
        unit=Unit.PERCENT,
        says=(
            "100 × open time on hold, for whatever reason / open time from raised to resolved, of those that were "
            "promised to be resolved in time"
        ),
    ),
    share(
        "sla_response_attainment",
        "Response on time",
        Cohort.RESPONSE_DECIDED,
        Measure.WAS_MET,
        "100 × met / (met + missed)",
    ),
    count(
        "sla_response_missed",
        "Responses missed",
        Cohort.RESPONSE_DECIDED,
        "missed ones",
        measure=Measure.WAS_MET,
        band=(0, 1),
    ),
    share(
        "sla_resolution_attainment",
        "Resolution on time",
        Cohort.RESOLUTION_DECIDED,
        Measure.WAS_MET,
        "100 × met / (met + missed)",
    ),
    count(
        "sla_resolution_missed",
        "Resolutions missed",
        Cohort.RESOLUTION_DECIDED,
        "missed ones",
        measure=Measure.WAS_MET,
        band=(0, 1),
    ),
    count(
        "downgrades_after_warning",
        "Priority lowered after a warning",
        Cohort.LOWERED,
        "how often",
    ),
    count("backlog", "Backlog", Cohort.OPEN, "how many", measure=Measure.AGE),
    count("backlog_on_hold", "Backlog on hold", Cohort.HELD, "how many"),
    *(
        count(
            f"backlog_{name}",
            f"Backlog {title}",
            Cohort.OPEN,
            f"those whose age (end − raised, wall clock) is {title}",
            measure=Measure.AGE,
            band=band,
        )
        for name, title, band in _BUCKETS
    ),
    count(
        "backlog_arrivals",
        "Arrivals",
        Cohort.MOVED,
        "comings, of whatever became cancelled or merged too",
        measure=Measure.DIRECTION,
        band=(1, None),
    ),
    count(
        "backlog_closures",
        "Closures",
        Cohort.MOVED,
        "goings, cancelled and merged ones among them",
        measure=Measure.DIRECTION,
        band=(None, 0),
    ),
    Figure(
        name="backlog_net",
        title="Arrivals less closures",
        cohort=Cohort.MOVED,
        measure=Measure.DIRECTION,
        statistic=Statistic.SUM,
        says="comings − goings: by so much the backlog grew",
    ),
    share(
        "reopen_rate",
        "Reopened",
        Cohort.FIRST_RESOLVED,
        Measure.CAME_BACK,
        "100 × those reopened within the reopen window / all",
    ),
    count("outages", "Outages", Cohort.OUTAGES, "how many", measure=Measure.OUTAGE_TIME),
    Figure(
        name="availability",
        title="Availability",
        cohort=Cohort.OUTAGES,
        measure=Measure.OUTAGE_TIME,
        statistic=Statistic.AVAILABLE,
        unit=Unit.PERCENT,
        says=(
            "of a service: 100 × (1 − outages within agreed time / agreed time); overlapping ones count once, "
            "two decimals"
        ),
    ),
    Figure(
        name="mtbf",
        title="Time between outages",
        cohort=Cohort.OUTAGES,
        measure=Measure.OUTAGE_TIME,
        statistic=Statistic.BETWEEN_OUTAGES,
        unit=Unit.SECONDS,
        says=(
            "of a service: agreed time without outages / outages that began in the period; without any more than "
            "that time"
        ),
    ),
    count(
        "degradations",
        "Degradations",
        Cohort.DEGRADATIONS,
        "how many",
        measure=Measure.OUTAGE_TIME,
    ),
    Figure(
        name="degraded_share",
        title="Time degraded",
        cohort=Cohort.DEGRADATIONS,
        measure=Measure.OUTAGE_TIME,
        statistic=Statistic.LOST_SHARE,
        unit=Unit.PERCENT,
        says=(
            "of a service: 100 × agreed time in which it was degraded and not out / agreed time; overlapping ones "
            "count once, two decimals; no part of availability"
        ),
    ),
    share(
        "csat",
        "Satisfied",
        Cohort.RATED,
        Measure.WAS_HAPPY,
        "100 × ratings of 4 and 5 / ratings; of fewer than 5 only the count",
        least=ENOUGH,
    ),
    count("csat_responses", "Ratings", Cohort.RATED, "how many"),
    share(
        "csat_response_rate",
        "Ratings given",
        Cohort.ASKED,
        Measure.ANSWERED,
        "100 × answered / asked",
    ),
)
