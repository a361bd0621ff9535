"""`python -m backchannel` is `backchannel`."""

import signal


def main() -> None:
    """Run the command line. Whoever presses Ctrl-C while it is still being loaded ends it at once, without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else somebody ignores it for us
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from backchannel.cli import app

    app()


if __name__ == "__main__":
    main()
