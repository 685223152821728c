"""Logs: structlog, as lines for people or as JSON for machines, on standard error."""

import logging
import sys

import structlog

from bot.settings import Settings

logger: structlog.stdlib.BoundLogger = structlog.get_logger("steward")


def set_up(settings: Settings) -> None:
    """Send our log and that of the libraries through one formatter."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    as_json = settings.log_format == "json"
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                exception_formatter=structlog.dev.plain_traceback,  # others print locals, tokens among them
            )
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    if settings.log_level != "DEBUG":
        handler.addFilter(_worth_reading)
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


CHATTY = ("slack_bolt", "slack_sdk", "apscheduler", "aiohttp", "alembic")
SAID_BY_DESIGN = ("will be ignored", "will be unused")
"""Bolt's word on our giving it both a client and `authorize`, which is meant."""


def _worth_reading(record: logging.LogRecord) -> bool:
    """Libraries are heard from warnings on."""
    if not record.name.startswith(CHATTY):
        return True
    message = record.getMessage()
    return record.levelno >= logging.WARNING and not any(said in message for said in SAID_BY_DESIGN)
