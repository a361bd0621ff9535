"""Pretend networks: Mastodon servers, a Jetstream and an AppView that replay a recording on the real wire."""
