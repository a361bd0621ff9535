"""The pretend networks as a process of their own, started, moved and ended from here."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import httpx
from msgspec import Struct

from backchannel.demo.control_api import Endpoints
from backchannel.model.codec import decode
from backchannel.services.rehearsal import Released

FAREWELL_SECONDS = 5.0
ANSWER_SECONDS = 60.0


class State(Struct, frozen=True):
    """What the pretend networks say of themselves."""

    released: datetime
    next: datetime | None
    ends: datetime
    endpoints: Endpoints


class Pretending:
    """Running pretend networks, spoken to through their controls."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def state(self) -> State:
        """Where they are, and how far they have come."""
        answer = await self._client.get("/pretend")
        return decode(answer.raise_for_status().content, State)

    async def release(self, until: datetime) -> Released:
        """Let everything recorded up to `until` happen."""
        answer = await self._client.post("/pretend/release", params={"until": until.isoformat()})
        said = decode(answer.raise_for_status().content, _Said)
        return Released(said.released, said.next)


class _Said(Struct):
    released: datetime
    next: datetime | None


@asynccontextmanager
async def pretend_process(recording: Path) -> AsyncGenerator[Pretending]:
    """Start `backchannel pretend` on a free port, and end it with the context."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backchannel", "pretend", str(recording), "--port", "0"), stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for above
        url = (await process.stdout.readline()).decode().strip()
        if not url:
            raise RuntimeError("the pretend networks did not start; what they said stands above")
        async with httpx.AsyncClient(base_url=url, timeout=ANSWER_SECONDS) as client:
            yield Pretending(client)
    finally:
        if process.returncode is None:
            process.terminate()
            async with asyncio.timeout(FAREWELL_SECONDS):
                await process.wait()
