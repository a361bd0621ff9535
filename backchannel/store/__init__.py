"""The only room that speaks Redis: keys, streams, archive, leases, and the scripts that commit."""
