"""All that answers a browser: pages, the live wall, and the hub that fans changes out to every screen."""
