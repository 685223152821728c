"""The figures about changes and deployments, in the order they are told (ITSM semantics, section 6.2)."""

from domain.figure.cohorts import Cohort
from domain.figure.kpis import Figure, Measure, Statistic
from domain.figure.shapes import count, share, spread

CHANGE_FIGURES: tuple[Figure, ...] = (
    count("changes_finished", "Changes carried out", Cohort.FINISHED, "how many"),
    share(
        "change_success_rate",
        "Changes successful",
        Cohort.FINISHED,
        Measure.SUCCEEDED,
        "100 × successful / all; with issues is not successful",
    ),
    share(
        "change_failure_rate",
        "Changes failed",
        Cohort.FINISHED,
        Measure.FAILED,
        "100 × (failed + backed out + others with a confirmed caused incident) / all",
    ),
    *spread(
        "change_lead_time",
        "Change lead time",
        Cohort.FINISHED,
        Measure.LEAD_TIME,
        "work ended − first submitted, wall clock",
    ),
    *spread(
        "change_approval_time",
        "Change in approval",
        Cohort.FINISHED,
        Measure.APPROVAL_TIME,
        "last approved, or started where that was earlier, − first submitted, wall clock",
    ),
    *spread(
        "approval_wait",
        "Approval wait",
        Cohort.STAGES_DECIDED,
        Measure.OPEN_TIME_TO_DECIDE,
        "decided − opened, each stage by itself, open time of business hours",
    ),
    *spread(
        "change_window_time",
        "Change waiting for its window",
        Cohort.FINISHED,
        Measure.WINDOW_TIME,
        "started − last approved, wall clock; 0 where it was started before",
    ),
    *spread(
        "change_work_time",
        "Change being carried out",
        Cohort.FINISHED,
        Measure.WORK_TIME,
        "work ended − started, wall clock",
    ),
    share(
        "emergency_share",
        "Emergency changes",
        Cohort.FINISHED,
        Measure.WAS_EMERGENCY,
        "100 × emergency, unauthorised ones left out of the count / all",
    ),
    count(
        "changes_unauthorised",
        "Unauthorised changes",
        Cohort.FINISHED,
        "those carried out and refused afterwards",
        measure=Measure.WAS_UNAUTHORISED,
        band=(1, None),
    ),
    count("deployments", "Deployments", Cohort.DEPLOYED, "how many, failed ones included"),
    Figure(
        name="deployments_per_day_median",
        title="Deployments a day, median",
        cohort=Cohort.DEPLOYMENT_DAYS,
        measure=Measure.DEPLOYMENTS,
        statistic=Statistic.MEDIAN,
        says="deployments of each day, 0 on days without",
    ),
    *spread(
        "deployment_lead_time",
        "Commit to production",
        Cohort.COMMITTED,
        Measure.COMMIT_LEAD_TIME,
        "work ended − committed, wall clock",
    ),
    share(
        "deployment_failure_rate",
        "Deployments failed",
        Cohort.DEPLOYED,
        Measure.FAILED,
        "100 × (failed + backed out + others with a confirmed caused incident) / all",
    ),
    share(
        "deployment_rework_rate",
        "Deployments to mend",
        Cohort.DEPLOYED,
        Measure.WAS_REWORK,
        "100 × those made for an incident / all",
    ),
    *spread(
        "deployment_recovery",
        "Failed deployment recovery",
        Cohort.RECOVERED,
        Measure.TIME_TO_RECOVER,
        "restored − work ended, or − the incident raised where that was later, wall clock",
    ),
)
