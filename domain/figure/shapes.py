"""The ways in which most figures are made: a count, a share, a spread of times."""

from collections.abc import Iterator

from domain.figure.cohorts import Cohort
from domain.figure.kpis import Figure, Measure, Statistic, Unit


def count(name: str, title: str, cohort: Cohort, says: str, **about: object) -> Figure:
    return Figure(
        name=name,
        title=title,
        cohort=cohort,
        statistic=Statistic.COUNT,
        says=says,
        **about,  # type: ignore[arg-type]
    )


def share(
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


def spread(name: str, title: str, cohort: Cohort, measure: Measure, says: str) -> Iterator[Figure]:
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
