"""Another client, in a process of its own: pings until its input ends, then tells its longest wait in milliseconds."""

import asyncio
import sys
from time import perf_counter

from backchannel.store.connect import Client


async def main(url: str) -> None:
    redis, longest = Client(url), 0.0
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await redis.call("PING")
    print("pinging", flush=True)
    while not ended.done():
        asked = perf_counter()
        await redis.call("PING")
        longest = max(longest, perf_counter() - asked)
        await asyncio.sleep(0.0005)
    await redis.aclose()
    print(longest * 1000)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
