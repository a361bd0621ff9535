"""What attribution is worth on a real conference, where one is at hand: `docs/attribution.md` has the numbers."""

import pytest

from bench.attribution import ground, judged, measured, rival
from bench.sessions_rivals import by_time, by_words
from support.shared import SHARED


@pytest.mark.shared
def test_posts_of_a_real_conference_find_their_session_more_surely_than_by_time_or_words_alone() -> None:
    field = ground(SHARED / "data/events")
    programme, ours = field.conference.programme, measured(field)
    assert len(field.a.about) == 122
    assert len(field.b.about) == 325
    assert ours.a.precision.value >= 0.95
    assert ours.a.recall.value >= 0.70
    assert ours.b.precision.value >= 0.94
    assert ours.b.recall.value > 0.60
    assert ours.by_chance.value < 0.10
    for name in (by_time(programme), by_words(programme, ())):
        alone = judged(field, rival(field, name, name))
        assert alone.a.precision.value < 0.75
        assert alone.b.precision.value < 0.60
