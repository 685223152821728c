"""The figures about capacity, in the order they are told (ITSM semantics, section 6.2)."""

from domain.figure.capacity import FULL_SOON, TIGHT
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Figure, Line, Measure, Statistic, Unit


def _used(name: str, title: str, statistic: Statistic, says: str) -> Figure:
    return Figure(
        name=name,
        title=title,
        cohort=Cohort.MEASURED,
        measure=Measure.SHARE_USED,
        statistic=statistic,
        unit=Unit.PERCENT,
        says=f"of what is fullest: {says} of used / capacity; n is of how many samples",
    )


CAPACITY_FIGURES: tuple[Figure, ...] = (
    _used("capacity_utilisation", "Capacity used", Statistic.USED_MEAN, "the mean by time"),
    _used("capacity_utilisation_p95", "Capacity used, p95", Statistic.USED_P95, "p95"),
    _used("capacity_utilisation_peak", "Capacity used, peak", Statistic.USED_PEAK, "the peak"),
    Figure(
        name="capacity_days_to_full",
        title="Days until something is full",
        cohort=Cohort.MEASURED,
        measure=Measure.SHARE_USED,
        statistic=Statistic.DAYS_TO_FULL,
        says=(
            "of what is full first: (capacity − used last) / slope of least squares over 30 days; – where nothing "
            "grows, or of fewer than 14 samples since its capacity changed"
        ),
    ),
)


def is_warning(line: Line) -> bool:
    """Whether something is nearly full, or will be soon."""
    number = line.now.number
    match line.figure.statistic:
        case _ if number is None:
            return False
        case Statistic.USED_MEAN:
            return number >= TIGHT
        case Statistic.DAYS_TO_FULL:
            return number <= FULL_SOON
        case _:
            return False
