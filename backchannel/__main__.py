"""`python -m backchannel` is `backchannel`."""

from backchannel.cli import app

if __name__ == "__main__":
    app()
