"""The wall's badge, the summary and attribution know a speaker by the same accounts; a name alone wears no badge."""

import pytest
from msgspec.structs import replace

from backchannel.model.post import Author
from backchannel.model.programme import Speaker, Talk
from backchannel.programme.attribution.index import Index
from backchannel.server.stage import staged
from backchannel.summary.schedule import Schedule
from support.builders import a_post, an_author, an_event
from support.schedules import a_programme, a_session

TALK = a_session(1, starts=14, talk=Talk(title="Compost as archaeology", speakers=("ada",)))
ADA = Speaker(
    id="ada",
    name="Áda Maria Brook",
    accounts=("Ada@garden.example", "did:plc:ada"),
    links=("https://meadow.example/@ada_b", "https://bsky.app/profile/ada.brook.example"),
)
PROGRAMME = a_programme(TALK, speakers=(ADA,))


def on_the_wall(author: Author) -> bool:
    return staged(PROGRAMME, ()).is_speaker(author)


def in_the_summary(author: Author) -> bool:
    return Schedule(PROGRAMME).spoken_by(author) == [TALK]


def in_attribution(author: Author) -> bool:
    post = a_post(text="In my talk I dug up three layers.", created_at=TALK.starts)
    told = Index(PROGRAMME, an_event()).attribute(replace(post, author=author))
    return any("is by" in evidence.said for evidence in told.evidence)


@pytest.mark.parametrize(
    "author",
    [
        an_author("ada"),
        an_author("ADA", id="https://garden.example/ap/users/7"),
        an_author("ada_b", id="https://meadow.example/users/ada_b", handle="", url=""),
        an_author("ada_b", id="https://meadow.example/ap/7", handle="", url="https://meadow.example/@ada_b"),
        Author(id="did:plc:ada", handle="", name="", url=""),
        Author(id="did:plc:else", handle="Ada.brook.example", name="", url=""),
    ],
)
def test_everybody_knows_a_speaker_by_the_same_accounts(author: Author) -> None:
    assert (on_the_wall(author), in_the_summary(author), in_attribution(author)) == (True, True, True)


@pytest.mark.parametrize("name", ["Ada Maria Brook", "ada brook"])
def test_a_full_name_is_a_hint_for_summary_and_attribution_and_no_badge(name: str) -> None:
    author = replace(an_author("mallory"), name=name)
    assert (on_the_wall(author), in_the_summary(author), in_attribution(author)) == (False, True, True)


@pytest.mark.parametrize(
    "author",
    [
        an_author("ada", id="https://brook.example/users/ada", handle="ada@brook.example", url=""),
        an_author("mallory", url="https://meadow.example/@ada_b"),
        replace(an_author("ben"), name="Ada"),
        replace(an_author("ben"), name="Maria Brook"),
        replace(an_author("ben"), name=""),
    ],
)
def test_nobody_else_is_a_speaker(author: Author) -> None:
    assert (on_the_wall(author), in_the_summary(author), in_attribution(author)) == (False, False, False)
