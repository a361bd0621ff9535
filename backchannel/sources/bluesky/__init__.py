"""Bluesky: one Jetstream connection for all events, and the AppView for what a post's author and labels say."""
