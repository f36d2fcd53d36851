"""The daemon's places, history and figures, held against the model's: short histories
drawn and made smaller by hypothesis, half as many of a list that changes hands, and one
long one from a seed. More of them: WACHTPOST_HISTORIES=2000; another long one:
WACHTPOST_SEED, WACHTPOST_DAYS."""
import os

from ask import BY
from asking import Asker
from contract import APPLY, DISCARD, REASON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from long import QUESTIONS, live_long
from questions import ALL_MEASURES, DIMENSIONS, Question
from short import AGBS, NORMS, REGIO, VARIANTS, Story

SEED, DAYS = 20240104, 100
# Days before the first day: about to cross, to change band, and fresh.
STARTS = (-93, -93, -93, -92, -91, -62, -31, -30, -184, -366, -3, 0, 5)
REASONS = (REASON.UNSPECIFIED, REASON.GESTART, REASON.GESTART, REASON.TERUGGETROKKEN,
           REASON.ADMIN_OPGESCHOOND, REASON.ADMIN_FOUT)

ids = st.sampled_from("aab")
described = st.tuples(st.sampled_from(STARTS), st.integers(0, len(VARIANTS) - 1))
lines = st.dictionaries(ids, described, max_size=4)
gone = st.dictionaries(ids, st.tuples(st.sampled_from(REASONS), st.integers(0, 4),
                                      st.none() | described), max_size=2)
who = st.sampled_from((0, 0, 0, 0, 1, 2))
moments = st.sampled_from((None, None, None, "equal", "late", "later", "older"))
pushes = st.tuples(st.just("push"), who, lines, gone, moments)
verbs = st.sampled_from(("is told of", "is told of", "vanishes", "vanishes", "returns", "passes",
                         "is there"))
goes_on = st.tuples(
    st.just("goes_on"), who, st.dictionaries(ids, st.tuples(
        verbs, st.sampled_from(REASONS), st.integers(0, 4), described), max_size=3), moments)
lives = st.tuples(st.just("lives"), who, ids, described, st.lists(st.tuples(
    verbs, st.sampled_from(REASONS), st.integers(0, 4), st.integers(0, 2), moments),
    min_size=1, max_size=4))
days = st.tuples(st.just("days"), st.sampled_from((1, 1, 2, 3)))
others = st.one_of(
    days,
    st.tuples(st.just("jump"), st.sampled_from((1, 2, 5, 6, 11, 31))),
    st.tuples(st.just("confirm"), who, st.sampled_from((APPLY, APPLY, DISCARD))),
    st.tuples(st.just("take"), who, ids, st.integers(1, 5), st.integers(0, 7)),
    st.tuples(st.just("note"), st.integers(0, 40), st.integers(0, 20), st.none() | who,
              st.sampled_from((0, 4, 6)), st.sampled_from(("", "", "0503"))),
    st.tuples(st.just("merge"), who),
    st.tuples(st.just("interval"), who, st.sampled_from((1, 3, 30))),
    st.tuples(st.just("regio"), st.integers(0, len(REGIO))),
)
histories = st.lists(st.one_of(lives, lives, pushes, goes_on, others), min_size=4, max_size=12)
# One list that changes hands, once or twice.
of_one = st.lists(st.one_of(lives, goes_on, goes_on, pushes, days).map(
    lambda step: step if step[0] == "days" else (step[0], 0, *step[2:])), max_size=4)
handed_over = st.tuples(of_one, of_one, st.booleans(), of_one).map(
    lambda h: [*h[0], ("merge", 0), *h[1], *[("merge", 0)] * h[2], *h[3]])
norms = st.lists(st.tuples(st.integers(1, 40), st.integers(0, len(NORMS) - 1)), max_size=2,
                 unique_by=lambda n: n[0])
questions = st.lists(st.builds(
    Question, asker=st.integers(0, 7), known=st.integers(0, 15), ago=st.integers(0, 40),
    length=st.sampled_from((1, 2, 7, 40)), step=st.integers(0, 5),
    by=st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True).map(tuple),
    measures=st.sampled_from(((), ALL_MEASURES)), clock=st.integers(0, 6),
    norm=st.integers(0, 3), filter=st.integers(0, 9), region_ago=st.integers(0, 60),
    survival_days=st.sampled_from((0, 3, 10, 30))), min_size=6, max_size=6)


def ask_all(asker, asked):
    agbs = sorted(asker.model.aanbieders)
    for question in asked:
        name = question.asker_name(agbs)
        asker.figures(name, question.request(asker.model, agbs))
        asker.places(name, question.places_request(asker.model, agbs))
    for agb, identifier in sorted(asker.past(0).versions):
        if not asker.model.aanbieders[agb].succeeded:
            for name in ("allen", "delft", f"a{agb}", "analist"):
                asker.history(name, agb, identifier)


def ask_every_day(asker):
    """A month by all measures, as known now and just before; by aanbieder the last days."""
    for known, length, by in ((0, 30, ()), (1, 30, ()), (0, 8, (BY.AANBIEDER,))):
        question = Question(known=known, length=length, step=2, by=by, measures=ALL_MEASURES)
        asker.figures("analist", question.request(asker.model, AGBS))


def live(drawn_norms, history, asked):
    story = Story.begin(Asker, drawn_norms)
    try:
        for step, *details in history:
            getattr(story, step)(*details)
        ask_every_day(story.player)
        ask_all(story.player, asked)
    finally:
        story.player.close()


def drawn(share):
    """One in so many of the histories asked for."""
    count = int(os.environ.get("WACHTPOST_HISTORIES", "40"))
    return settings(max_examples=max(count // share, 1), deadline=None,
                    derandomize="WACHTPOST_HISTORIES" not in os.environ, database=None,
                    suppress_health_check=list(HealthCheck))


@drawn(1)
@given(norms, histories, questions)
def test_daemon_and_model_count_the_same_of_any_short_history(drawn_norms, history, asked):
    live(drawn_norms, history, asked)


@drawn(2)
@given(handed_over, questions)
def test_daemon_and_model_count_the_same_of_a_list_that_changes_hands(history, asked):
    live((), history, asked)


def test_daemon_and_model_count_the_same_of_a_long_history():
    seed = int(os.environ.get("WACHTPOST_SEED", SEED))
    days = int(os.environ.get("WACHTPOST_DAYS", DAYS))
    assert live_long(Asker, seed, days).asked > 2 * QUESTIONS
