"""Backchannel: the hashtag talk around a live event, on a wall now and in a summary afterwards."""

__version__ = "0.1.0"
USER_AGENT = f"Backchannel/{__version__}"  # as which we ask on the web
