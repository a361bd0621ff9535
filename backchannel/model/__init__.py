"""The values everything else speaks in. No I/O, no clock, no rules."""
