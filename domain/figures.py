"""The table of all figures, in the order they are told (ITSM semantics, section 6.2)."""

from collections.abc import Iterator, Mapping

from domain.kpis import DAY, ENOUGH, Band, Cohort, Figure, Measure, Statistic, Unit


def _count(name: str, title: str, cohort: Cohort, says: str, **about: object) -> Figure:
    return Figure(
        name=name,
        title=title,
        cohort=cohort,
        statistic=Statistic.COUNT,
        says=says,
        **about,  # type: ignore[arg-type]
    )


def _share(
    name: str, title: str, cohort: Cohort, measure: Measure, says: str, *, least: int = 0
) -> Figure:
    return Figure(
        name=name,
        title=title,
        cohort=cohort,
        measure=measure,
        statistic=Statistic.SHARE,
        unit=Unit.PERCENT,
        says=says,
        least=least,
    )


def _spread(name: str, title: str, cohort: Cohort, measure: Measure, says: str) -> Iterator[Figure]:
    """Three figures: the median first, then p90, the mean last, for times are skewed."""
    for statistic, words in (
        (Statistic.MEDIAN, "median"),
        (Statistic.P90, "p90"),
        (Statistic.MEAN, "mean"),
    ):
        yield Figure(
            name=f"{name}_{statistic}",
            title=f"{title}, {words}",
            cohort=cohort,
            measure=measure,
            statistic=statistic,
            unit=Unit.SECONDS,
            says=says,
        )


_BUCKETS: tuple[tuple[str, str, Band], ...] = (
    ("under_1_day", "under 1 day", (None, 1 * DAY)),
    ("1_to_3_days", "1 to 3 days", (1 * DAY, 3 * DAY)),
    ("3_to_7_days", "3 to 7 days", (3 * DAY, 7 * DAY)),
    ("7_to_14_days", "7 to 14 days", (7 * DAY, 14 * DAY)),
    ("14_to_30_days", "14 to 30 days", (14 * DAY, 30 * DAY)),
    ("30_days_and_more", "30 days and more", (30 * DAY, None)),
)
"""How old the backlog is, in days of 24 hours; a boundary belongs to the older one."""

FIGURES: tuple[Figure, ...] = (
    _count(
        "incidents_raised",
        "Incidents raised",
        Cohort.RAISED,
        "how many, without cancelled and merged ones",
    ),
    _count("incidents_resolved", "Incidents resolved", Cohort.RESOLVED, "how many"),
    _count("incidents_reopened", "Incidents reopened", Cohort.REOPENED, "how many"),
    _count("incidents_cancelled", "Incidents cancelled", Cohort.CANCELLED, "how many"),
    _count("incidents_merged", "Incidents merged", Cohort.MERGED, "how many"),
    *_spread(
        "mtta",
        "Time to acknowledge",
        Cohort.ACKNOWLEDGED,
        Measure.TIME_TO_ACKNOWLEDGE,
        "acknowledged − raised, wall clock",
    ),
    _count(
        "incidents_unacknowledged",
        "Acknowledged by nobody",
        Cohort.UNACKNOWLEDGED,
        "how many",
    ),
    *_spread(
        "first_response",
        "First response",
        Cohort.RESPONDED,
        Measure.OPEN_TIME_TO_RESPOND,
        "open time of the response clock",
    ),
    _count(
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
    *_spread(
        "mttr",
        "Time to restore",
        Cohort.RESOLVED,
        Measure.TIME_TO_RESTORE,
        "last resolved − raised, wall clock, holds included; of a major one, restored − raised",
    ),
    *_spread(
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
    _share(
        "sla_response_attainment",
        "Response on time",
        Cohort.RESPONSE_DECIDED,
        Measure.WAS_MET,
        "100 × met / (met + missed)",
    ),
    _count(
        "sla_response_missed",
        "Responses missed",
        Cohort.RESPONSE_DECIDED,
        "missed ones",
        measure=Measure.WAS_MET,
        band=(0, 1),
    ),
    _share(
        "sla_resolution_attainment",
        "Resolution on time",
        Cohort.RESOLUTION_DECIDED,
        Measure.WAS_MET,
        "100 × met / (met + missed)",
    ),
    _count(
        "sla_resolution_missed",
        "Resolutions missed",
        Cohort.RESOLUTION_DECIDED,
        "missed ones",
        measure=Measure.WAS_MET,
        band=(0, 1),
    ),
    _count("backlog", "Backlog", Cohort.OPEN, "how many", measure=Measure.AGE),
    _count("backlog_on_hold", "Backlog on hold", Cohort.HELD, "how many"),
    *(
        _count(
            f"backlog_{name}",
            f"Backlog {title}",
            Cohort.OPEN,
            f"those whose age (end − raised, wall clock) is {title}",
            measure=Measure.AGE,
            band=band,
        )
        for name, title, band in _BUCKETS
    ),
    _count(
        "backlog_arrivals",
        "Arrivals",
        Cohort.MOVED,
        "comings, of whatever became cancelled or merged too",
        measure=Measure.DIRECTION,
        band=(1, None),
    ),
    _count(
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
    _share(
        "reopen_rate",
        "Reopened",
        Cohort.FIRST_RESOLVED,
        Measure.CAME_BACK,
        "100 × those reopened within the reopen window / all",
    ),
    _count("outages", "Outages", Cohort.OUTAGES, "how many", measure=Measure.OUTAGE_TIME),
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
            "of a service: agreed time without outages / outages that began in the period; without any it is "
            "longer than the period, and –"
        ),
    ),
    _share(
        "csat",
        "Satisfied",
        Cohort.RATED,
        Measure.WAS_HAPPY,
        "100 × ratings of 4 and 5 / ratings; of fewer than 5 only the count",
        least=ENOUGH,
    ),
    _count("csat_responses", "Ratings", Cohort.RATED, "how many"),
    _share(
        "csat_response_rate",
        "Ratings given",
        Cohort.ASKED,
        Measure.ANSWERED,
        "100 × answered / asked",
    ),
    _count("changes_finished", "Changes carried out", Cohort.FINISHED, "how many"),
    _share(
        "change_success_rate",
        "Changes successful",
        Cohort.FINISHED,
        Measure.SUCCEEDED,
        "100 × successful / all; with issues is not successful",
    ),
    _share(
        "change_failure_rate",
        "Changes failed",
        Cohort.FINISHED,
        Measure.FAILED,
        "100 × (failed + backed out + others with a confirmed caused incident) / all",
    ),
    *_spread(
        "change_lead_time",
        "Change lead time",
        Cohort.FINISHED,
        Measure.LEAD_TIME,
        "work ended − first submitted, wall clock",
    ),
    *_spread(
        "change_approval_time",
        "Change in approval",
        Cohort.FINISHED,
        Measure.APPROVAL_TIME,
        "last approved, or started where that was earlier, − first submitted, wall clock",
    ),
    *_spread(
        "approval_wait",
        "Approval wait",
        Cohort.STAGES_DECIDED,
        Measure.OPEN_TIME_TO_DECIDE,
        "decided − opened, each stage by itself, open time of business hours",
    ),
    *_spread(
        "change_window_time",
        "Change waiting for its window",
        Cohort.FINISHED,
        Measure.WINDOW_TIME,
        "started − last approved, wall clock; 0 where it was started before",
    ),
    *_spread(
        "change_work_time",
        "Change being carried out",
        Cohort.FINISHED,
        Measure.WORK_TIME,
        "work ended − started, wall clock",
    ),
    _share(
        "emergency_share",
        "Emergency changes",
        Cohort.FINISHED,
        Measure.WAS_EMERGENCY,
        "100 × emergency, unauthorised ones left out of the count / all",
    ),
    _count(
        "changes_unauthorised",
        "Unauthorised changes",
        Cohort.FINISHED,
        "those carried out and refused afterwards",
        measure=Measure.WAS_UNAUTHORISED,
        band=(1, None),
    ),
    _count("deployments", "Deployments", Cohort.DEPLOYED, "how many, failed ones included"),
    Figure(
        name="deployments_per_day_median",
        title="Deployments a day, median",
        cohort=Cohort.DEPLOYMENT_DAYS,
        measure=Measure.DEPLOYMENTS,
        statistic=Statistic.MEDIAN,
        says="deployments of each day, 0 on days without",
    ),
    _share(
        "deployment_failure_rate",
        "Deployments failed",
        Cohort.DEPLOYED,
        Measure.FAILED,
        "100 × (failed + backed out + others with a confirmed caused incident) / all",
    ),
    _share(
        "deployment_rework_rate",
        "Deployments to mend",
        Cohort.DEPLOYED,
        Measure.WAS_REWORK,
        "100 × those made for an incident / all",
    ),
    *_spread(
        "deployment_recovery",
        "Failed deployment recovery",
        Cohort.RECOVERED,
        Measure.TIME_TO_RECOVER,
        "restored − work ended, or − the incident raised where that was later, wall clock",
    ),
)

BY_NAME: Mapping[str, Figure] = {figure.name: figure for figure in FIGURES}
