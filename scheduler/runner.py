"""Wakes the jobs. APScheduler stands here and nowhere else."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from domain.organisation import Organisation
from scheduler import Job
from storage.database import Database

logger = logging.getLogger("steward.scheduler")


class Scheduler:
    """Runs the timetable from `start` to `stop`; `on_run` hears of every run as (job's name, whether it went well)."""

    def __init__(
        self,
        jobs: Sequence[Job],
        database: Database,
        organisation: Organisation,
        *,
        now: Callable[[], datetime],
        on_run: Callable[[str, bool], None],
    ) -> None:
        self._database = database
        self._organisation = organisation
        self._now = now
        self._on_run = on_run
        self._clockwork = AsyncIOScheduler(timezone=UTC)
        for job in jobs:
            self._clockwork.add_job(
                self._run, "interval", args=[job], seconds=job.every.total_seconds(), id=job.name,
                coalesce=True, max_instances=1, misfire_grace_time=None,
                **({"next_run_time": datetime.now(UTC)} if job.at_start else {}),
            )  # fmt: skip

    @property
    def is_running(self) -> bool:
        return bool(self._clockwork.running)

    def start(self) -> None:
        self._clockwork.start()

    def stop(self) -> None:
        if self.is_running:
            self._clockwork.shutdown(wait=False)

    def run_all(self) -> None:
        """Run every job now, without waiting for its turn."""
        for job in self._clockwork.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    async def _run(self, job: Job) -> None:
        try:
            count = await job.run(self._database, self._organisation, self._now())
        except Exception:
            logger.exception("job failed: %s", job.name)
            self._on_run(job.name, False)
        else:
            logger.debug("job done: %s (%s)", job.name, count)
            self._on_run(job.name, True)
