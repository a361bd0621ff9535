"""A starter pack for whoever is logged in: opens the archive and the account, plans, writes, and ends."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from backchannel.runtime.process import make_clock
from backchannel.runtime.shelf import extras_of
from backchannel.runtime.tasks import archive_of, edits_for
from backchannel.services.compiling import summarise
from backchannel.services.packing import Plan, plan
from backchannel.settings import Settings
from backchannel.sources.bluesky import Bluesky
from backchannel.sources.bluesky.appview import Trouble
from backchannel.sources.bluesky.member import Member, Unwelcome
from backchannel.sources.bluesky.membership import bluesky_credentials
from backchannel.sources.bluesky.repository import Repository
from backchannel.sources.network import BadSecret, Refused


async def planned(source: Path, settings: Settings, kind: str) -> Plan:
    """What would be written for that archive or event. Raises `BadSecret` and `Refused`."""
    header, lines = await archive_of(source, settings)
    compiled = summarise(header, lines, overlay=edits_for(source), extras=extras_of(settings))
    async with _account(settings) as repository:
        return await plan(compiled.summary, repository, kind, make_clock().now())


async def written(plan_: Plan, settings: Settings) -> None:
    """Write it. Raises `BadSecret` and `Refused`; what was written until then stays, and the next run goes on."""
    async with _account(settings) as repository:
        await repository.apply(plan_.owner, plan_.writes)


@asynccontextmanager
async def _account(settings: Settings) -> AsyncGenerator[Repository]:
    pds = settings.of(Bluesky()).pds
    credentials = bluesky_credentials(settings.secrets(), pds)
    if credentials is None:
        raise BadSecret("Nobody is logged in to Bluesky here: backchannel login bluesky YOUR.HANDLE, and try again.")
    member = Member(credentials)
    try:
        yield Repository(member)
    except Unwelcome as why:
        raise BadSecret(f"{pds} does not let us in: {why}. Log in again: backchannel login bluesky") from None
    except Trouble as why:
        raise Refused(f"{pds} does not do it: {why}. Try again later; nothing is doubled.") from None
    finally:
        await member.close()
