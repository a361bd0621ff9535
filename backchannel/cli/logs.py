"""Logs: key=value for a person at a terminal, a JSON object a line for everything else."""

import logging
import sys
from datetime import UTC, datetime

from rich.console import Console
from rich.logging import RichHandler

from backchannel.model.codec import encode


class JsonLines(logging.Formatter):
    """One JSON object for each record, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's time, level, logger and message, and the traceback where there is one."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return encode(told).decode()


def set_up(console: Console, *, quiet: bool) -> None:
    """Log to standard error: everything that matters, or with `quiet` warnings only."""
    if sys.stderr.isatty():
        handler: logging.Handler = RichHandler(console=console, show_path=False)
        handler.setFormatter(logging.Formatter("%(message)s"))
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING if quiet else logging.INFO, handlers=[handler])
    for library in ("httpx", "uvicorn"):  # a line for each request would hide ours
        logging.getLogger(library).setLevel(logging.WARNING)
