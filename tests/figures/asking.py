"""Asks the daemon what the model counted, and stops at the first difference."""
import difflib

from ask import Ask, filter_admits_place, filters_of
from contract import STATUS, pb
from count import figures_of
from days import civil_day, from_number, instant_text
from ledger import Ledger
from past import Past
from play import DryPlayer, Player, copy, text
from rows import Places, may_see_rows
from versions import in_order


class Counting:
    """The model's side of every question."""

    def keep_ledger(self, settings, instant):
        self.model = Ledger(settings, instant)
        self.pasts, self.asked = {}, 0

    @property
    def today(self):
        return civil_day(self.model.now)

    def past(self, known_at):
        """As known at T, replayed once for all questions about it."""
        known_at = known_at or self.model.now
        entries = sum(entry.instant <= known_at for entry in self.model.recorded)
        if entries not in self.pasts:
            self.pasts[entries] = Past(self.model.recorded, known_at)
        return self.pasts[entries]

    def participant(self, name):
        return self.model.settings.participant(name)

    def count_figures(self, name, request):
        first = from_number(getattr(request, "from"))
        return figures_of(self.past(request.as_known_at),
                          Ask.of(self.participant(name), request), request.step, first,
                          from_number(request.until) or first)

    def count_notes(self, name, request):
        first = from_number(getattr(request, "from"))
        last, ask = from_number(request.until) or first, Ask.of(self.participant(name), request)
        return [note for note in self.past(request.as_known_at).notes
                if ask.touches(note, first, last)]

    def count_places(self, name, request):
        """All rows, not a page of them."""
        whole = copy(request)
        whole.ClearField("limit")
        return Places(self.past(request.as_known_at), self.participant(name), whole,
                      self.today, self.past(0)).reply()


class Asker(Counting, Player):
    def __init__(self, settings, instant):
        super().__init__(settings, instant)
        self.keep_ledger(settings, instant)

    def _question(self, name, kind, request, reply_type):
        request.head.CopyFrom(self.head())
        reply = self.ask(name, kind, request, reply_type)
        self.asked += 1
        sentence = reply.head.sentence
        self.only_status(reply)
        if reply.head.status not in (STATUS.OK, STATUS.DENIED):
            self.differs(f"{kind} is answered {text(reply)} {sentence}\nto {text(request)}")
        return reply

    def _must_answer(self, name, request, reply, allowed):
        if (reply.head.status == STATUS.OK) != allowed:
            self.differs(f"{name} is answered {text(reply)}\nto {text(request)}")
        return allowed

    # ------------------------------------------------------------------ takings

    def take(self, name, request):
        self.does(f"TAKE by {name}: {request}")
        request.head.CopyFrom(self.head())
        expected = copy(self.model.take(name, request))
        actual = self.ask(name, "TAKE", request, pb.TakeReply)
        self.only_status(actual)
        if expected.HasField("taken") and actual.HasField("taken"):
            self.events[expected.taken.event] = actual.taken.event
            self._map_taken(expected.taken)
        self.same("TAKE is answered differently", expected, actual)

    def _map_taken(self, taken):
        taken.event = self.events[taken.event]

    # --------------------------------------------------------- duiding and FIGURES

    def note(self, name, request):
        self.does(f"DUIDING by {name}: {request}")
        request.head.CopyFrom(self.head())
        expected = copy(self.model.note(name, request))
        actual = self.ask(name, "DUIDING", request, pb.DuidingReply)
        self.only_status(actual)
        if expected.HasField("duiding") and actual.HasField("duiding"):
            self.events[expected.duiding.event] = actual.duiding.event
            expected.duiding.event = actual.duiding.event
        self.same("DUIDING is answered differently", expected, actual)

    def _same_notes(self, name, request, notes):
        expected = [copy(note) for note in self.count_notes(name, request)]
        for note in expected:
            note.event = self.events[note.event]
        self.same_lines(f"duiding for {name} differs: {text(request)}",
                        [text(n) for n in expected], [text(n) for n in notes])

    def figures(self, name, request):
        """Every point of a question, page by page, for whoever may ask."""
        participant = self.participant(name)
        points, notes, page = [], {}, copy(request)
        while True:
            reply = self._question(name, "FIGURES", page, pb.FiguresReply)
            allowed = any(participant.has(r) for r in ("analist", "beheer", "coordinator",
                                                       "aanbieder"))
            if not self._must_answer(name, request, reply, allowed):
                return
            points += reply.points
            notes.update((note.event, note) for note in reply.duiding)
            if not reply.next_from:
                break
            setattr(page, "from", reply.next_from)
            page.as_known_at = reply.as_known_at
        self._same_points(name, request, points)
        self._same_notes(name, request, [notes[event] for event in sorted(notes)])

    def _same_points(self, name, request, points):
        expected = self.count_figures(name, request)
        if len(points) != len(expected):
            self.differs(f"{len(expected)} points, but {len(points)} for {text(request)}")
        for model, daemon in zip(expected, points):
            self.same_lines(f"FIGURES differ for {name}, as known at "
                            f"{instant_text(request.as_known_at)}: {text(request)}",
                            point_lines(model), point_lines(daemon))

    def same_lines(self, what, model, daemon):
        if model != daemon:
            lines = difflib.unified_diff(model, daemon, "model", "daemon", lineterm="", n=0)
            self.differs(what + "\n" + "\n".join(lines))

    # ---------------------------------------------------------------- PLACES

    def places(self, name, request):
        rows, page = [], copy(request)
        while True:
            reply = self._question(name, "PLACES", page, pb.PlacesReply)
            allowed = may_see_rows(self.participant(name))
            if not self._must_answer(name, request, reply, allowed):
                return
            rows += reply.rows
            if not reply.next_offset:
                break
            page.offset, page.as_known_at = reply.next_offset, reply.as_known_at
        expected = self.count_places(name, request)
        asked = f"PLACES for {name}: {text(request)}"
        self.same_lines(asked, [f"{expected.count} {expected.on} {expected.norm_id}"],
                        [f"{reply.count} {reply.on} {reply.norm_id}"])
        for row in rows:
            self.sentence(row, "rank_sentence")
        for row in expected.rows:
            if row.HasField("taken"):
                self._map_taken(row.taken)
        self.same_lines(asked, [text(r) for r in expected.rows], [text(r) for r in rows])

    # ---------------------------------------------------------------- HISTORY

    def history(self, name, agb, identifier):
        """Every version of a place, for who may see one of them; that it is out of scope sounds
        as if it never was."""
        participant, past = self.participant(name), self.past(0)
        request = pb.HistoryRequest(agb_code=agb, place_id=identifier)
        expected = in_order(past, agb, identifier)
        scopes = [self._in_scope(participant, agb, v.place) for v in expected.versions
                  if v.HasField("place")]
        reply = self._question(name, "HISTORY", request, pb.HistoryReply)
        if not self._must_answer(name, request, reply, may_see_rows(participant) and any(scopes)):
            return
        for version in expected.versions:
            version.event, version.wait = self.events[version.event], self.events[version.wait]
        for version in [*expected.versions, *reply.versions]:
            if version.kind == pb.VERSION_KIND_COMPLETED:  # from when is not laid down
                version.ClearField("valid_from")
                version.late = False
                version.ClearField("valid_until")
        if not participant.has("coordinator"):
            expected.ClearField("taken")
        for taken in expected.taken:
            self._map_taken(taken)
        asked = f"HISTORY of {agb} {identifier} for {name}"
        self.same_lines(asked, [text(v) for v in expected.versions],
                        [text(v) for v in reply.versions])
        self.same_lines(asked, [text(t) for t in expected.taken], [text(t) for t in reply.taken])

    def _in_scope(self, participant, agb, place):
        if participant.has("coordinator"):
            return filter_admits_place(filters_of(participant, pb.Filter())[1], place)
        return participant.delivers_for(agb)


def point_lines(point):
    """A point as lines of text, with every figure on a line of its own, zeros left out."""
    lines = [f"{getattr(point, 'from')}..{point.on} {point.norm_id}"]
    lines += figure_lines(f"{point.on} total", point.total)
    for cell in point.cells:
        name = f"{point.on} {'/'.join(cell.key) or '(onbekend)'}"
        lines += [f"cell {name}"] + figure_lines(name, cell.figures)
    return lines + [f"aanname {text(row)}" for row in point.aanname]


def figure_lines(name, figures):
    lines = []
    for field, value in figures.ListFields():
        if field.label == field.LABEL_REPEATED:
            parts = [(f"{field.name}[{i}]", part) for i, part in enumerate(value)]
        else:
            parts = [(field.name, value)]
        for label, part in parts:
            shown = part if isinstance(part, int) else " ".join(text(part).split())
            lines += [f"{name} {label} {shown}"] if shown else []
    return lines


class DryAsker(Counting, DryPlayer):
    """The same questions to the model alone: to see what a history holds."""

    def __init__(self, settings, instant):
        super().__init__(settings, instant)
        self.keep_ledger(settings, instant)
        self.points, self.rows = [], []

    def take(self, name, request):
        self.answers["take", self.model.take(name, request).head.status] += 1

    def note(self, name, request):
        self.answers["note", self.model.note(name, request).head.status] += 1

    def figures(self, name, request):
        self.points += self.count_figures(name, request)

    def places(self, name, request):
        if may_see_rows(self.participant(name)):
            self.rows += self.count_places(name, request).rows

    def history(self, name, agb, identifier):
        in_order(self.past(0), agb, identifier)
