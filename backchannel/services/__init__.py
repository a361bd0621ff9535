"""One coroutine each: take, decide (pure), commit. A service runs until it is cancelled."""
