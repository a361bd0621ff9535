"""What can go wrong with a pretend Mastodon server, besides what can go wrong with anything."""

from collections.abc import Mapping

MASTODON: Mapping[str, str] = {
    "unauthorized": "401 to every question, and to every listener",
    "forbidden": "403 to every question, and to every listener",
    "unprocessable": "422 where hashtags are read, whoever asks",
    "only_local": "422 where strangers read hashtags, unless they ask for the server's own people only",
    "first_page": "strangers get the newest page of a hashtag, and nothing where they ask for another",
    "empty": "200 [] to every list, and no word to any listener",
    "revoked": "tokens are not valid any more: listeners are closed and refused, readers are strangers",
    "ratelimit_number": "429, with the seconds until the reset instead of its time",
    "half_open": "connections stay, and nothing gets through, not even a pong",
    "close_1000": "listeners are closed with 1000",
    "close_1001": "listeners are closed with 1001",
    "close_1007": "listeners are closed with 1007",
    "garbage": "frames that make no sense between the true ones",
    "truncated": "a frame that ends in its middle before each true one",
    "duplicated": "every frame comes twice",
    "reordered": "of two neighbouring frames the second comes first",
    "deletes_first": "of the frames that come at once, deletes come before the rest",
}
