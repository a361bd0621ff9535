"""Every number that bounds what a schedule may cost us."""

from datetime import timedelta

LARGEST_FILE = 16 * 2**20  # bytes; the largest conferences we know of, with some 1,000 talks, have 2 to 4 MB
MOST_PARTS = 1_000_000  # lists, objects and their members, or elements, of a file; 10,000 sessions have half of that
DEEPEST = 32  # elements in one another; the formats need ten
MOST_SESSIONS = 10_000
MOST_SPEAKERS = 20_000
MOST_SPEAKERS_OF_ONE = 50
MOST_LINKS = 20  # of one talk, and of one speaker
MOST_ACCOUNTS = 6  # of one speaker
MOST_SERIES = 200  # of a calendar; each is counted out day by day
MOST_PROBLEMS = 1_000  # told one by one; the rest are counted
LONGEST_ID = 200  # characters, as all below
LONGEST_NAME = 120
LONGEST_TITLE = 300
LONGEST_ABSTRACT = 10_000
LONGEST_SESSION = timedelta(days=2)  # an exhibition stays open over night; what lasts longer is no session
UNKNOWN_LENGTH = timedelta(minutes=45)  # of a session whose end nobody tells, unless the next one begins before
