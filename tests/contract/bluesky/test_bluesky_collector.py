"""What the Bluesky collector delivers of a network that is well."""

from datetime import timedelta

import pytest
from bluesky_stage import staged

from backchannel.model.sighting import AuthorChanged
from support.recordings import START, RecordingBuilder

ADA = "ada.example"
BEN = "ben.example"


async def test_a_post_is_delivered_with_its_words_its_author_and_its_counts() -> None:
    builder = RecordingBuilder().profile(ADA, name="Ada").bluesky_post("hi", "Bulbs 🌷 #TulipConf!", by=ADA)
    builder.counts("hi", likeCount=3, repostCount=2)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        seen = stage.last(builder.uri("hi"))
    assert (seen.source, seen.post.text, seen.post.author.name) == ("bluesky", "Bulbs 🌷 #TulipConf!", "Ada")
    assert seen.post.hashtags == ("tulipconf",)
    assert (seen.post.counts.likes, seen.post.counts.reposts) == (3, 2)
    assert seen.post.created_at == START
    assert seen.post.url == f"https://bsky.app/profile/{builder.did(ADA)}/post/{builder.uri('hi').rpartition('/')[2]}"


async def test_posts_about_something_else_are_not_delivered() -> None:
    builder = RecordingBuilder().bluesky_post("other", "Lunch #soup").bluesky_post("none", "Good morning")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.outbox.sightings == []
        assert stage.asked("app.bsky.feed.getPosts") == 0


async def test_hashtags_that_a_bridge_put_beside_the_text_count() -> None:
    builder = RecordingBuilder().bluesky_post("cut", "A long story…", record={"tags": ["TulipConf"]})
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["A long story…"]


async def test_those_who_ask_not_to_be_shown_are_delivered_without_a_word() -> None:
    builder = RecordingBuilder()
    builder.profile(ADA, description="Gardener. #nobot").bluesky_post("ada", "Mine #tulipconf", by=ADA)
    builder.profile(BEN, labels=["!no-unauthenticated"]).bluesky_post("ben", "Mine too #tulipconf", by=BEN)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["", ""]
        assert stage.last(builder.uri("ada")).restrictions == ("nobot",)
        assert stage.last(builder.uri("ben")).withheld == ("no-unauthenticated",)


async def test_nothing_is_delivered_before_its_author_is_known() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting():
        stage.networks.fault("appview", "slow")
        stage.turn()
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") == 1)
        await stage.until(lambda: len(stage.outbox.commits) > 1)
        assert stage.outbox.sightings == []
        assert stage.outbox.heard["bluesky"] == START - timedelta(microseconds=1)
        stage.networks.fault("appview", "ok")
        await stage.play()
        assert stage.texts() == ["Hi #tulipconf"]


async def test_an_edit_delivers_the_new_words_as_a_later_version() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_update("hi", "Hi all #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(first)
        await stage.play()
        before, after = stage.outbox.posted()
    assert (before.post.text, after.post.text) == ("Hi #tulipconf", "Hi all #tulipconf")
    assert after.post.version > before.post.version
    assert (before.post.edited_at, after.post.edited_at) == (None, builder.now)
    assert before.post.created_at == after.post.created_at


async def test_an_edit_that_brings_the_hashtag_brings_the_post() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi").bluesky_update("hi", "Hi #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["Hi #tulipconf"]


async def test_an_edit_that_takes_the_hashtag_away_takes_the_words_away() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_update("hi", "Private now")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(first)
        stage.networks.fault("appview", "slow")
        await stage.play()
        last = stage.last(builder.uri("hi"))
    assert (last.post.text, last.withheld) == ("", ("untagged",))


async def test_a_delete_is_delivered_for_good() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_delete("hi")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(first)
        await stage.play()
        assert [(gone.id, gone.final) for gone in stage.outbox.deleted()] == [(builder.uri("hi"), True)]


async def test_a_post_deleted_while_it_waits_is_never_delivered() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_delete("hi")
    async with staged(builder.build()) as stage, stage.collecting():
        stage.networks.fault("appview", "slow")
        stage.turn(first)
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") == 1)
        await stage.play()
        assert [gone.final for gone in stage.outbox.deleted()] == [True]
        stage.networks.fault("appview", "ok")
        await stage.play(builder.now + timedelta(minutes=1))
        assert stage.texts() == []


async def test_an_author_who_leaves_while_a_post_waits_and_comes_back_is_shown() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.account(ADA, active=False, status="deactivated")
    away = builder.now
    builder.account(ADA, active=True)
    async with staged(builder.build()) as stage, stage.collecting():
        stage.networks.fault("appview", "slow")
        stage.turn(first)
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") == 1)
        await stage.play(away)
        assert [seen.withheld for seen in stage.outbox.posted()] == [("unavailable",)]
        stage.networks.fault("appview", "ok")
        await stage.play()
        assert stage.texts() == ["", "Hi #tulipconf"]
        before, after = stage.outbox.posted()
    assert before.post.version == after.post.version
    assert before.seen_at < after.seen_at
    statuses = [(seen.author, seen.status) for seen in stage.outbox.sightings if isinstance(seen, AuthorChanged)]
    assert statuses == [(builder.did(ADA), "deactivated"), (builder.did(ADA), "active")]


async def test_an_edit_that_was_delivered_comes_back_as_the_same_edit() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA).bluesky_update("hi", "Hey #tulipconf")
    edited = builder.now
    builder.account(ADA, active=False, status="takendown")
    builder.account(ADA, active=True)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(edited)
        await stage.play()
        first, second = stage.outbox.posted()
    assert first.post == second.post
    assert first.local_id == second.local_id


async def test_a_deleted_account_takes_its_waiting_posts_along() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.account(ADA, active=False, status="deleted")
    async with staged(builder.build()) as stage, stage.collecting():
        stage.networks.fault("appview", "slow")
        stage.turn(first)
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") == 1)
        await stage.play()
        (only,) = stage.outbox.sightings
    assert isinstance(only, AuthorChanged)
    assert (only.author, only.status) == (builder.did(ADA), "deleted")


async def test_trouble_at_an_accounts_host_is_no_moderation() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    builder.account(ADA, active=False, status="throttled").account(ADA, active=False, status="desynchronized")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert not [seen for seen in stage.outbox.sightings if isinstance(seen, AuthorChanged)]


async def test_strangers_accounts_are_nobodys_business() -> None:
    builder = RecordingBuilder().account(BEN, active=False, status="deleted").identity(BEN, "benny.example")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.outbox.sightings == []


async def test_a_known_author_who_asks_for_it_later_is_heard() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    builder.profile_record(ADA, description="Leave me out #nobot")
    asked = builder.now
    builder.bluesky_post("later", "Again #tulipconf", by=ADA)
    later = builder.now
    builder.profile_record(ADA, description="Changed my mind")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(later)
        await stage.play()
        changes = [seen for seen in stage.outbox.sightings if isinstance(seen, AuthorChanged)]
    assert [(seen.changed_at, seen.restrictions) for seen in changes] == [(asked, ("nobot",)), (builder.now, ())]
    assert stage.last(builder.uri("later")).withheld == ("nobot",)


@pytest.mark.parametrize("earlier", [[], ["Gardener"]])
async def test_a_wish_is_heard_of_somebody_whose_only_post_was_deleted_while_it_waited(earlier: list[str]) -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    for description in earlier:
        builder.profile_record(ADA, description=description)
    deleted = builder.bluesky_delete("hi").now
    builder.profile_record(ADA, description="Leave me out #nobot").bluesky_post("later", "Again #tulipconf", by=ADA)
    async with staged(builder.build()) as stage, stage.collecting():
        stage.networks.fault("appview", "slow")
        stage.turn(first)
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") == 1)
        await stage.play(deleted)
        stage.networks.fault("appview", "ok")
        await stage.until(lambda: stage.asked("app.bsky.feed.getPosts") == 1)
        await stage.play()
        assert stage.last(builder.uri("later")).withheld == ("nobot",)


async def test_a_new_handle_is_used_in_old_posts_too() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.identity(ADA, "lovelace.example").bluesky_post("later", "Again #tulipconf", by=ADA)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(first)
        assert stage.last(builder.uri("hi")).post.author.handle == ADA
        await stage.play()
        for post in ("hi", "later"):
            assert stage.last(builder.uri(post)).post.author.handle == "lovelace.example"


async def test_facets_that_make_no_sense_harm_nothing() -> None:
    broken = [
        None,
        {"index": {"byteStart": "x"}},
        {"index": {"byteStart": 0, "byteEnd": 900}, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": 5}]},
        {
            "index": {"byteStart": -4, "byteEnd": 900},
            "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "TulipConf"}],
        },
    ]
    builder = RecordingBuilder().bluesky_post("hi", "Hi\u202e", record={"facets": broken, "langs": "en", "embed": 7})
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["Hi"]


async def test_a_burst_is_held_back_at_the_door() -> None:
    builder = RecordingBuilder()
    for number in range(300):
        builder.at(START + timedelta(milliseconds=number)).bluesky_post(f"{number}", f"{number} #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting(waiting=60) as source:
        stage.networks.fault("appview", "slow")
        stage.turn()
        await stage.until(lambda: source.waiting == 60)
        stage.networks.fault("appview", "ok")
        waiting: list[int] = []
        await stage.until(lambda: waiting.append(source.waiting) or len(stage.outbox.posted()) == 300)
        assert len({seen.post.id for seen in stage.outbox.posted()}) == 300
        assert max(waiting) <= 60
