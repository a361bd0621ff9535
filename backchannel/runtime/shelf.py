"""Where summaries are published, and with which extras, as the settings say."""

from pathlib import Path

from backchannel.services.extras.installed import installed
from backchannel.services.publishing import Shelf
from backchannel.settings import Settings
from backchannel.summary.extras import Extras


def shelf_of(settings: Settings) -> Shelf:
    """The shelf of these settings. Raises `BadModel`."""
    return Shelf(settings.summaries, settings.web.address, extras_of(settings))


def extras_of(settings: Settings) -> Extras:
    """The extras that are installed and wanted. Raises `BadModel`."""
    told = settings.summary
    return installed(told.without, Path(told.model) if told.model else None)
