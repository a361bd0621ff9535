"""Questions, conversations, quotations, themes, pictures, people and other languages."""

from typing import Any

import pytest
from msgspec.structs import replace
from summary_posts import author, header, lines, picture, post

from backchannel.model.post import Post
from backchannel.summary.origin import Choices
from backchannel.summary.summary import compile_summary
from backchannel.summary.values import Summary


def compiled(*posts: Post, **changes: Any) -> Summary:
    return compile_summary(header(**changes), lines(posts))


QUESTION = post("Does anyone know how to wash raw wool without felting it?", "Ada")


def test_a_question_has_its_best_answer_and_says_why() -> None:
    quick = post("Use a washing machine and hope", "Ben", 5, reply_to=QUESTION.id)
    kind = post("Cold water, no soap, no hurry", "Chidi", 9, reply_to=QUESTION.id)
    thanks = post("Thank you, that saved the fleece", "Ada", 20, reply_to=kind.id)
    (question,) = compiled(QUESTION, quick, kind, thanks).questions
    assert question.answer
    assert (question.answer.post.author.name, question.answer.thanked, question.answers) == ("Chidi", True, 2)


def test_a_question_without_an_answer_is_open() -> None:
    alone = post("Talking to myself about wool and water", "Ada", 3, reply_to=QUESTION.id)
    summary = compiled(QUESTION, alone)
    assert [question.answer for question in summary.questions] == [None]
    assert (summary.numbers.questions, summary.numbers.answered) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "How cool is that loom, right?",
        "Did you know that looms are older than wheels?",
        "Missed my talk about looms? Join us tomorrow at nine",
        "Q: where can I buy dye? A: nowhere near here",
        "A loom at https://brook.example/?loom=1 for everyone here",
        "Anyone up for a walk along the old mill after closing?",
        "Questions our panel will answer: do you know who made your loom?",
    ],
)
def test_a_question_mark_alone_asks_nothing(text: str) -> None:
    assert compiled(post(text)).questions == ()


def test_what_was_practical_and_found_no_answer_is_counted_and_told_no_more() -> None:
    bottle = post("Has anyone found my water bottle in the dye room?", "Ben", 3)
    found = post("It stands at the desk by the door", "Chidi", 9, reply_to=bottle.id)
    alone = compiled(QUESTION, bottle)
    assert ([one.post.id for one in alone.questions], alone.numbers.questions) == ([QUESTION.id], 2)
    assert bottle.id in {one.post.id for one in compiled(QUESTION, bottle, found).questions}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Alguien sabe cómo lavar lana sin fieltro?", "es"),
        ("Est-ce que quelqu’un connaît un bon teinturier ici ?", "fr"),
        ("Hat jemand die Folien vom Webstuhl gesehen?", "de"),
        ("織機の動画はどこで見られますか？", "ja"),
    ],
)
def test_questions_are_heard_in_other_languages(text: str, language: str) -> None:
    assert len(compiled(post(text, language=language)).questions) == 1


def test_what_asks_back_is_no_answer() -> None:
    back = post("Do you have a washing machine, anyone?", "Ben", 5, reply_to=QUESTION.id)
    assert next(one for one in compiled(QUESTION, back).questions if one.post.id == QUESTION.id).answer is None


def test_a_thread_of_several_people_is_a_conversation() -> None:
    first = post("The selvage is the hardest part of any cloth", "Ada")
    second = post("For me it is the fringe, always the fringe", "Ben", 2, reply_to=first.id)
    third = post("Then weave round", "Chidi", 4, reply_to=second.id)
    (conversation,) = compiled(first, second, third, post("Alone with wool", "Rosa", 9)).conversations
    assert [told.author.name for told in conversation.thread] == ["Ada", "Ben", "Chidi"]
    assert (conversation.posts, conversation.people) == (3, 3)


def test_a_thread_that_says_next_to_nothing_is_counted_and_not_told() -> None:
    first = post("🐑 #quiettools", "Ada")
    second = post("@ada sheep?", "Ben", 2, reply_to=first.id)
    summary = compiled(first, second, post("@ben yes", "Ada", 4, reply_to=second.id))
    assert (summary.conversations, summary.numbers.conversations) == ((), 1)


def test_ones_own_thread_is_no_conversation_but_counted_at_its_start() -> None:
    first = post("Ten things about dye, one by one and slowly", "Ada")
    more = [post(f"Number {n}: salt and patience", "Ada", n, reply_to=first.id) for n in range(1, 4)]
    summary = compiled(first, *more)
    assert summary.conversations == ()
    assert next(one.thread for one in summary.highlights if one.id == first.id) == 4
    assert "It starts a thread of 4." in next(one.why for one in summary.highlights if one.id == first.id)


def test_answers_in_a_circle_end_somewhere() -> None:
    one, other = post("Wool remembers rain", "Ada"), post("Dye forgets nothing", "Ben", 1)
    circle = replace(one, reply_to=other.id), replace(other, reply_to=one.id)
    assert len(compiled(*circle).highlights) == 2


def test_words_in_quotation_marks_are_credited_to_whoever_is_named_beside_them() -> None:
    said = compiled(post("@cleo: “the loom forgives whoever comes back to it”", "Ada")).quotes
    assert [(quote.speaker, quote.by.name, quote.others) for quote in said] == [("@cleo", "Ada", 0)]


def test_words_nobody_is_named_beside_have_no_speaker() -> None:
    (quote,) = compiled(post("Heard in the hall: “the loom forgives whoever comes back to it”", "Ada")).quotes
    assert (quote.speaker, quote.words) == ("", "the loom forgives whoever comes back to it")


def test_whom_an_answer_is_addressed_to_did_not_say_it() -> None:
    asked = post("Which sentence did you stop handing down?", "Cleo")
    answer = post("@cleo “the loom forgives nobody who comes back late”", "Ada", 5, reply_to=asked.id)
    (quote,) = compiled(asked, answer).quotes
    assert quote.speaker == ""


def test_versions_of_the_same_words_are_one_quotation_of_several_people() -> None:
    one = post("“The loom forgives whoever comes back to it” @cleo", "Ada")
    other = post("“the loom forgives everyone who comes back to it”", "Ben", 3)
    (quote,) = compiled(one, other).quotes
    assert quote.others == 1


@pytest.mark.parametrize(
    "text",
    [
        "Somebody asked @cleo “what is the right weight for a shuttle?”, and a hush",
        "Question to @cleo: “what is the right weight for a shuttle?”",
        "@cleo and @ben “the loom forgives whoever comes back to it”",
        "With @ada @ben: “the loom forgives whoever comes back to it”",
        "@cleo at the loom. Somebody asked “is a quiet loom a slower loom?”",
    ],
)
def test_who_is_spoken_to_or_one_of_several_is_no_speaker(text: str) -> None:
    assert [quote.speaker for quote in compiled(post(text, "Dora")).quotes] == [""]


@pytest.mark.parametrize(
    "text",
    [
        "“a loom that remembers its weaver” by @cleo",
        "@cleo on “how a loom remembers its weaver”",
        "Read the “looms and what they remember” report",
        "Don’t miss @cleo: “how a loom remembers its weaver”",
        'Is a loom that "sings"well in tune with the other"weavers" too?',
    ],
)
def test_what_is_named_or_announced_is_nobodys_speech(text: str) -> None:
    assert compiled(post(text)).quotes == ()


def test_a_quotation_that_stands_above_already_comes_after_others() -> None:
    told = post("“the loom forgives whoever comes back to it” says @cleo to a full hall of weavers", "Ada")
    later = [post(f"word{n} of thing{n} and knot{n}", f"Person{n}", 10 + n) for n in range(30)]
    fresh = post("“wool remembers every rain it stood in”", author("Ben", bot=False), 50, reply_to=told.id)
    (first, second) = compile_summary(header(), lines([told, *later, fresh]), Choices(first=1, highlights=1)).quotes
    assert (first.by.name, second.by.name) == ("Ben", "Ada")


@pytest.mark.parametrize(
    "text", ["“Too short”", "The talk “looms and how they came to the valley”", "“Looms Of The Upper Valley Revisited”"]
)
def test_titles_and_scraps_are_no_quotations(text: str) -> None:
    assert compiled(post(text)).quotes == ()


def test_words_that_several_people_tie_together_are_a_theme() -> None:
    tied = [post(f"indigo and mordant belong together, lesson{n}", f"Person{n}", n) for n in range(6)]
    rest = [post(f"quiet word{n} of thing{n}", f"Other{n}", 60 + n) for n in range(40)]
    (theme,) = compiled(*tied, *rest).themes
    assert theme.words[:2] == ("indigo", "mordant")
    assert theme.people == 6


def test_a_picture_is_told_in_the_words_of_whoever_described_it() -> None:
    told = post("Look", "Ada", media=(picture("A loom of dark wood beside an open window"),))
    vague = post("And look", "Ben", 1, media=(picture("A slide"),))
    hidden = post("Careful", "Chidi", 2, media=(picture("A moth on a loom, very large", sensitive=True),))
    covered = post("Warned", "Rosa", 3, warning="Moths", media=(picture("A moth on a warp, larger still"),))
    pictures = compiled(told, vague, hidden, covered).pictures
    assert [(one.alt, one.by.name) for one in pictures] == [("A loom of dark wood beside an open window", "Ada")]


def test_who_answers_questions_is_a_helper_and_stands_in_no_other_group() -> None:
    asked = [post(f"Where can I find shuttle number{n} here?", f"Asker{n}", n) for n in range(5)]
    answers = [post(f"Shelf {n}, behind the wool", "Ben", 30 + n, reply_to=one.id) for n, one in enumerate(asked)]
    groups = {group.kind: group.people for group in compiled(*asked, *answers).people.groups}
    assert [(one.person.name, one.did) for one in groups["helpers"]] == [("Ben", "Answered 5 questions")]
    assert "connectors" not in groups


def test_who_writes_down_what_others_say_is_a_note_taker() -> None:
    notes = [post(f"@cleo shows lesson{n} knot{n} and pick{n} of the old{n} loom", "Ada", n * 9) for n in range(6)]
    (group,) = compiled(*notes).people.groups
    assert (group.kind, group.people[0].did) == ("note-takers", "6 notes of what others said")


def test_of_a_note_taker_only_languages_are_told_that_few_write_in() -> None:
    notes = [
        post(f"@cleo muestra lección{n} nudo{n} y flecos del telar{n} viejo{n}", "Ada", n, language="es")
        for n in range(6)
    ]
    others = [post(f"The wool{n} sings of rain{n}", f"Person{n}", 20 + n) for n in range(9)]
    (group,) = compiled(*notes, *others).people.groups
    assert group.people[0].did == "6 notes of what others said, in Spanish"


def test_who_hides_and_the_events_own_account_are_in_no_group() -> None:
    def notes(by: str, **changes: Any) -> list[Post]:
        writer = replace(author(by), **changes)
        return [post(f"@cleo shows {by}{n} knot{n} and pick{n} of the old{n} loom", writer, n * 9) for n in range(6)]

    posts = [*notes("Mallory", discoverable=False), *notes("Quiet", name="Quiet Tools")]
    assert compiled(*posts).people.groups == ()


def test_languages_of_few_are_shown_and_of_most_are_not() -> None:
    english = [post(f"The loom and word{n} of thing{n}", f"Person{n}", n) for n in range(60)]
    dutch = [
        post(f"Het doek{n} en een draad{n} van de les{n}, zei hand{n}", f"Piet{n}", n, language="nl") for n in range(9)
    ]
    (tongue,) = compiled(*english, *dutch).tongues
    assert (tongue.language, tongue.posts, len(tongue.chosen)) == ("nl", 9, 3)


def test_a_stray_post_in_another_language_is_counted_and_not_shown() -> None:
    english = [post(f"The loom and word{n} of thing{n}", f"Person{n}", n) for n in range(30)]
    days_before = -60 * 24 * 6
    stray = post("Het regent al dagen en niemand van ons gaat naar buiten", "Piet", days_before, language="nl")
    summary = compiled(*english, stray)
    assert (summary.tongues, [share.name for share in summary.numbers.languages]) == ((), ["en", "nl"])


def test_a_language_is_not_believed_if_the_words_are_rather_of_another() -> None:
    written = post("Mira como se hace el telar con lana y en casa es una fiesta de colores", language="ca")
    assert [share.name for share in compiled(written).numbers.languages] == ["es"]


def test_a_language_that_nothing_shows_is_not_believed() -> None:
    numbers = compiled(post("Loom!", language="in"), post("The loom and the wool", "Ben", 1)).numbers
    assert [share.name for share in numbers.languages] == ["en", "und"]


def test_words_that_plainly_say_another_language_are_believed() -> None:
    written = post("Pero también hay que decir que el telar es muy bueno para nosotros", language="en")
    assert [share.name for share in compiled(written).numbers.languages] == ["es"]
