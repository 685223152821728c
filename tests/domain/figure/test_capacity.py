"""How full things are, worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.figure.capacity import Sample, Utilisation, utilisation

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(*samples: tuple[timedelta, int, int | None], days: int = 1) -> Utilisation | None:
    """Of so many days from midnight; samples by how long after it they were taken."""
    taken = [Sample(MIDNIGHT + after, used, capacity) for after, used, capacity in samples]
    return utilisation(taken, since=MIDNIGHT, until=MIDNIGHT + days * DAY)


def grown(count: int, by: int, capacity: int = 1000, every: timedelta = DAY) -> Utilisation:
    """So many samples, each by so much above the one before, from 100 on."""
    samples = [(n * every, 100 + n * by, capacity) for n in range(count)]
    found = told(*samples, days=count)
    assert found
    return found


def test_the_mean_is_weighted_by_time() -> None:
    """An hour of 50 %, two of 80 %; the last sample stands for no time yet."""
    found = told((0 * HOUR, 50, 100), (1 * HOUR, 80, 100), (3 * HOUR, 95, 100))
    assert found == Utilisation(n=3, mean=70.0, p95=95.0, peak=95.0)


def test_a_single_sample_is_what_is_known() -> None:
    assert told((HOUR, 1, 8)) == Utilisation(n=1, mean=12.5, p95=12.5, peak=12.5)


def test_the_95th_of_100_is_by_nearest_rank() -> None:
    found = told(*((minute * timedelta(minutes=1), minute + 1, 1000) for minute in range(20)))
    assert found
    assert (found.p95, found.peak) == (1.9, 2.0)


@pytest.mark.parametrize("capacity", [0, None])
def test_of_an_unknown_capacity_there_is_none(capacity: int | None) -> None:
    assert told((0 * HOUR, 5, capacity), (HOUR, 6, capacity)) is None
    assert told() is None


def test_while_the_capacity_is_unknown_nothing_counts() -> None:
    found = told((0 * HOUR, 50, 100), (1 * HOUR, 99, None), (2 * HOUR, 70, 100), (3 * HOUR, 0, 100))
    assert found
    assert (found.mean, found.n) == (60.0, 3)


def test_a_gap_of_more_than_three_intervals_is_left_out_and_said() -> None:
    """Hourly samples; three hours are no gap, four are one."""
    hours = (0, 1, 2, 3, 6, 10, 11)
    shares = (10, 10, 10, 40, 90, 10, 10)
    found = told(*((hour * HOUR, used, 100) for hour, used in zip(hours, shares, strict=True)))
    assert found
    assert found.left_out == 4 * 3600
    assert found.mean == 22.9  # (3 × 10 + 3 × 40 + 1 × 10) / 7


def test_more_than_there_is_may_be_promised() -> None:
    found = told((0 * HOUR, 12, 8), (HOUR, 12, 8))
    assert found
    assert (found.mean, found.peak, found.is_tight) == (150.0, 150.0, True)


def test_what_grows_is_full_some_day() -> None:
    """100 and ten more each day: the fourteenth is at 230, and 770 are left."""
    assert grown(14, 10).full_in == 77.0
    assert grown(14, 10).is_tight is False
    assert grown(14, 65).full_in == 0.8


def test_what_is_over_is_full_now() -> None:
    assert grown(14, 100).full_in == 0.0


@pytest.mark.parametrize(("count", "by"), [(13, 10), (14, 0), (14, -1)])
def test_of_few_samples_and_of_what_does_not_grow_nothing_is_foretold(count: int, by: int) -> None:
    assert grown(count, by).full_in is None


def test_another_capacity_begins_the_forecast_anew() -> None:
    """Thirteen samples before, thirteen since: neither is enough."""
    samples = [(n * HOUR, 10 + n, 100 if n < 13 else 200) for n in range(26)]
    found = told(*samples, days=2)
    assert found
    assert (found.n, found.full_in) == (26, None)
    more = told(*samples, (26 * HOUR, 36, 200), days=2)
    assert more
    assert more.full_in == 6.8  # 164 left, one an hour


def test_a_forecast_looks_back_thirty_days_the_figures_at_their_own_time() -> None:
    samples = [(n * DAY, n, 100) for n in range(-40, 1)]
    taken = [Sample(MIDNIGHT + after, 50 + used, capacity) for after, used, capacity in samples]
    found = utilisation(taken, since=MIDNIGHT, until=MIDNIGHT + DAY)
    assert found == Utilisation(n=1, mean=50.0, p95=50.0, peak=50.0, full_in=50.0)


def test_samples_all_of_one_moment_have_no_slope() -> None:
    assert told(*[(HOUR, used, 100) for used in range(20)]) == Utilisation(
        n=20, mean=9.5, p95=18.0, peak=19.0
    )
