"""What is said about a place: the decisions of rules.md 5.2, 6.1 and 7.

A Teller lives for one event and looks at waits as they are after it. `say` puts an
alert on record and answers with what was Said.
"""
from contract import CAUSE, HELPED, KIND, REASON
from days import number
from places import CHANGED, COMPLETED, LEFT, MOVED, NEW, REINSTATED

HELPED_BY = {
    **{reason: HELPED.NO for reason in vars(REASON).values() if isinstance(reason, int)},
    **{r: HELPED.YES for r in (REASON.GESTART, REASON.ELDERS_GESTART, REASON.ELDERS_GEPLAATST)},
    **{r: HELPED.UNKNOWN for r in (REASON.UNSPECIFIED, REASON.ADMIN_OPGESCHOOND)},
}


def _verdict(said):
    return said.alert.place.reden, said.alert.place.left_on


class Teller:
    def __init__(self, norm, today, say):
        self.norm, self.today = norm, today
        self.say = say  # say(wait, kind, until=, due=, **fields of PlaceAlert)

    # ------------------------------------------------------------ by a snapshot

    def tell(self, change):
        wait = change.wait
        self._forget_parties(wait)
        if change.what == NEW:
            self.settle(wait, CAUSE.UNSPECIFIED)
        elif change.what == REINSTATED:
            self._came_back(wait)
            self.settle(wait, CAUSE.NORM)
        elif change.what == MOVED:
            self.settle(wait, CAUSE.DATUM)
        elif change.what == LEFT:
            self._left(wait, change.leaving)
        elif change.what == COMPLETED:
            self._completed(wait, change.leaving)
        else:
            assert change.what == CHANGED

    def _forget_parties(self, wait):
        """Before an event: where nothing stands, no old party has an end to get."""
        if not wait.told.standing():
            wait.parties.clear()

    def _came_back(self, wait):
        """5.2 g."""
        if wait.told.van_lijst:
            self._withdraw(wait, [wait.told.van_lijst], CAUSE.TERUG, self.today)

    def _left(self, wait, leaving):
        """5.2 e."""
        told = wait.told
        if leaving.reason == REASON.ADMIN_FOUT:
            self._withdraw(wait, told.standing(), CAUSE.ADMIN_FOUT, leaving.date)
        elif told.over is None:
            pass  # a DREIGEND closes without a word
        elif self._in_time(wait, leaving):
            self._withdraw(wait, told.standing(), CAUSE.OP_TIJD, leaving.date)
        else:
            self._off_list(wait, leaving, 0)

    def _completed(self, wait, leaving):
        """5.2 f: what e would have said, where it differs from what was said."""
        said = wait.told.van_lijst
        if leaving.reason == REASON.ADMIN_FOUT or said is None:
            self._left(wait, leaving)
        elif self._in_time(wait, leaving):
            self._withdraw(wait, wait.told.standing(), CAUSE.OP_TIJD, leaving.date)
        elif _verdict(said) != (leaving.reason, number(leaving.date)):
            self._off_list(wait, leaving, said.number)

    def _in_time(self, wait, leaving):
        helped = HELPED_BY[leaving.reason]
        return (leaving.date < self.norm.crossing(wait.start)
                and helped in (HELPED.YES, HELPED.NO))

    def _off_list(self, wait, leaving, corrects):
        wait.told.van_lijst = self.say(
            wait, KIND.VAN_LIJST, until=leaving.date, corrects=corrects,
            reden=leaving.reason, left_on=number(leaving.date), helped=HELPED_BY[leaving.reason])

    def _withdraw(self, wait, alerts, cause, until):
        if alerts:
            self.say(wait, KIND.INGETROKKEN, cause=cause, until=until,
                     withdraws=sorted(a.number for a in alerts))
        for alert in alerts:
            wait.told.drop(alert)

    # -------------------------------------- by a snapshot or by a norm (a to d)

    def settle(self, wait, cause):
        """5.2 a-d for a place that came, changed its start day or has another norm;
        `cause` is why what stands may have become untrue."""
        told, start = wait.told, wait.start
        past = self.today >= self.norm.crossing(start)
        tell_over = past and (told.over is None or told.over.start != start)
        tell_dreigend = (self.norm.threatens(start, self.today)
                         and (told.dreigend is None or told.dreigend.start != start))
        if not (tell_over and told.over):  # else a replaces all that stood
            self._withdraw(wait, self._untrue(wait), cause, self.today)
        if tell_over:
            self._over_on_arrival(wait)
        if tell_dreigend:
            corrected = told.dreigend.number if told.dreigend else 0
            told.dreigend = self._say_dreigend(wait, corrects=corrected)
        self._levels_missed(wait)

    def _untrue(self, wait):
        told, reached = wait.told, self.norm.reached(wait.start, self.today)
        untrue = [alert for level, alert in told.levels.items() if level not in reached]
        if told.over and self.today < self.norm.crossing(wait.start):
            untrue.append(told.over)
        if told.dreigend and self.today < self.norm.warning(wait.start):
            untrue.append(told.dreigend)
        return untrue

    def _over_on_arrival(self, wait):
        """5.2 a."""
        told = wait.told
        reached = max(self.norm.reached(wait.start, self.today), default=0)
        corrects = told.over.number if told.over else 0
        replaced = told.standing() if told.over else []
        said = self._say_over(wait, on_arrival=True, reached_level=reached, corrects=corrects)
        for alert in replaced:
            told.drop(alert)
        told.over = said
        told.marks = {0} | {k for k in (6, 9, 12) if k <= reached}

    def _levels_missed(self, wait):
        """5.2 d."""
        told = wait.told
        if told.over is None:
            return
        missed = [k for k in self.norm.reached(wait.start, self.today)
                  if k not in told.levels and k not in told.marks]
        if missed:
            told.levels[missed[-1]] = self._say_level(wait, missed[-1])
            told.marks |= {k for k in (6, 9, 12) if k < missed[-1]}

    # ------------------------------------------------------------------ by a day

    def other_norm(self, wait):
        """Section 7 for one open place."""
        self._forget_parties(wait)
        self.settle(wait, CAUSE.NORM)

    def day(self, wait):
        """6.1 for one open place."""
        self._forget_parties(wait)
        told, start, today = wait.told, wait.start, self.today
        starts_today = self.norm.threatens(start, today) and self.norm.warning(start) == today
        if starts_today and not self._threat_told(wait):
            told.dreigend = self._say_dreigend(wait)
        if self.norm.crossing(start) == today and not (told.over and told.over.start == start):
            told.over = self._say_over(wait)
        for level, day in self.norm.level_days(start).items():
            if day == today and level not in told.levels and level not in told.marks:
                told.levels[level] = self._say_level(wait, level)

    def _threat_told(self, wait):
        told = wait.told
        return 0 in told.marks or (told.dreigend and told.dreigend.start == wait.start)

    def _say_dreigend(self, wait, **fields):
        return self.say(wait, KIND.DREIGEND, due=self.norm.warning(wait.start), **fields)

    def _say_over(self, wait, **fields):
        return self.say(wait, KIND.OVERSCHRIJDING, due=self.norm.crossing(wait.start), **fields)

    def _say_level(self, wait, level):
        return self.say(wait, KIND.NIVEAU, due=self.norm.level_days(wait.start)[level],
                        level=level)
