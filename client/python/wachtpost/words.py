"""What a person reads: Dutch, whole sentences, the same as the C client's (client/render_*.c)."""

from wachtpost import check, days
from wachtpost.as_json import code_name, id_text
from wachtpost.line import status_name
from wachtpost.v1 import wachtpost_pb2 as contract

OUTCOMES = {
    "ACCEPTED": "Verwerkt",
    "HELD": "VASTGEHOUDEN",
    "REJECTED": "AFGEKEURD",
    "DISCARDED": "Weggegooid",
}
REJECTIONS = {
    "PEILMOMENT_TOEKOMST": "Het peilmoment ligt in de toekomst; zet de klok van uw systeem gelijk "
    "en lever opnieuw.",
    "PEILMOMENT_TE_OUD": "Het peilmoment is meer dan 13 maanden geleden; lever een nieuwere "
    "wachtlijst.",
    "VOLGORDE": "De plekken of de uitstroom staan niet op volgorde van id; sorteer ze bytegewijs "
    "en lever opnieuw.",
    "TE_GROOT": "De levering heeft meer dan 20.000 regels; lever alleen wie wacht en wie sinds de "
    "vorige keer vertrok.",
    "BSN": "In naam of versie van uw systeem staat een BSN; haal het eruit en lever opnieuw.",
    "TE_VEEL_FOUT": "Minstens de helft van de regels is geweigerd; verbeter ze en lever opnieuw.",
}
HULPVORMEN = {
    "AMBULANT_JO": "ambulant J&O",
    "AMBULANTE_JEUGD_GGZ": "ambulante jeugd-GGZ",
    "LVB_AMBULANT": "LVB ambulant",
    "KDC": "KDC",
    "JEUGDZORGPLUS": "JeugdzorgPlus",
}
REDENEN = {
    "ONBEKEND": "reden onbekend",
    "GESTART": "hulp gestart",
    "ELDERS_GESTART": "hulp elders gestart",
    "ELDERS_GEPLAATST": "elders geplaatst door Zorglogistiek",
    "NIET_PASSEND": "hulp niet passend",
    "CRISIS_OPGENOMEN": "in crisis opgenomen",
    "LEEFTIJD_18": "18 jaar geworden",
    "ANDER_DOMEIN": "naar een ander domein",
    "ADMIN_OPGESCHOOND": "administratief opgeschoond",
    "ADMIN_FOUT": "heeft nooit gewacht",
}
CAUSES = {
    "NONE": "zonder reden",
    "DATUM": "de startdatum is verbeterd",
    "NORM": "de norm is veranderd",
    "ADMIN_FOUT": "deze plek heeft nooit gewacht",
    "OP_TIJD": "de plek was al voor de norm van de lijst",
    "TERUG": "de plek staat weer op de lijst",
}
HELPED = {
    "NONE": "-",
    "YES": "geholpen",
    "NO": "niet geholpen",
    "UNKNOWN": "onbekend of er hulp is",
}
HOLD_ENDS = {
    "STANDS": "staat nog vast",
    "APPLIED": "is bevestigd en verwerkt",
    "REPLACED": "is vervangen door een nieuwe levering",
    "DISCARDED": "is weggegooid",
}
STOPPED = {
    "CONFLICT": "het versturen staat stil sinds {since}: de server kent een ander verloop van deze "
    "reeks. Levert er nog een systeem voor deze AGB-code, of is de map teruggezet? Zoek dat eerst "
    "uit; geef alleen als dit systeem het leveren overneemt eenmalig --new-epoch. Wat wacht blijft "
    "bewaard.",
    "GAP": "het versturen staat stil sinds {since}: de server verwacht een levering die hier niet "
    "(meer) bewaard is. Is de server of deze map teruggezet? Bel het Servicebureau en geef daarna "
    "eenmalig --new-epoch. Wat wacht blijft bewaard.",
    "DENIED": "het versturen staat stil sinds {since}: deze sleutel mag niet voor deze AGB-code "
    "leveren. Vraag het Servicebureau of beide zijn ingeschreven; elke push probeert het opnieuw. "
    "Wat wacht blijft bewaard.",
    "RECEIPT": "het versturen staat stil sinds {since}: het antwoord van de server ging over iets "
    "anders of was onleesbaar. Bel het Servicebureau; elke push probeert het opnieuw. Wat wacht "
    "blijft bewaard.",
}


def clean(text):
    """What others wrote, without the characters that steer a terminal."""
    return check.CONTROL.sub("?", text)


def count(number, one, more):
    return f"{number} {one if number == 1 else more}"


def _plain(name):
    return name.lower().replace("_", " ")


def mistake(file_name, found):
    column = f", kolom {found.column}" if found.column else ""
    return f"{file_name}: rij {found.row}{column}, {found.kind}: {found.sentence}"


# ---- receipts


def receipt(given, rows_of):
    """A receipt, several lines; `rows_of(refused)` tells the row of the file (None: unknown)."""
    outcome = status_name(given.outcome)
    lines = [
        f"{OUTCOMES.get(outcome, outcome)}: levering {given.sequence} van {given.agb_code}, "
        f"peilmoment {days.dutch_instant(given.peilmoment)}, "
        f"ontvangen {days.dutch_instant(given.recorded_at)}.",
        _balance(given, outcome),
        *_explanation(given, outcome),
    ]
    if given.vanished:
        ids = ", ".join(clean(id_text(place_id)) for place_id in given.vanished)
        places = count(len(given.vanished), "plek", "plekken")
        lines.append(
            f"Verdwenen zonder reden ({places}): {ids}. Geef de reden in een volgende levering."
        )
    for refused in given.refused:
        lines += _refused(refused, rows_of(refused))
    for warning in given.warnings:
        place = f" ({clean(id_text(warning.id))})" if warning.id else ""
        lines.append(f"Let op{place}: {clean(warning.sentence)}")
    lines += _alert_counts(given)
    return "\n   ".join(lines)


def _balance(given, outcome):
    changes = (
        f": {given.new_places} nieuw, {given.changed} gewijzigd, {given.left} van de lijst"
        if outcome == "ACCEPTED"
        else ""
    )
    if given.completed:
        changes += f", {given.completed} eerder vertrek aangevuld"
    # Of a late one `open` is of now, what changed is of its own moment.
    if outcome == "ACCEPTED" and given.late:
        return f"Op dat moment{changes}."
    if outcome == "ACCEPTED":
        return f"Open plekken: {given.open} (was {given.previous}){changes}."
    return f"Open plekken: {given.open}{changes}."


def _explanation(given, outcome):
    if given.late:
        yield (
            "Het peilmoment is ouder dan dat van een eerdere levering: dit verbetert het verleden, "
            "niet de huidige lijst."
        )
    if outcome == "HELD":
        yield (
            f"{given.would_leave} van {given.previous} plekken zouden verdwijnen. Klopt dat, laat "
            "haar dan bevestigen (wachtpost confirm --apply, of bel het Servicebureau). Klopt het "
            "niet: lever een juiste lijst."
        )
    if given.reject_reason:
        reason = code_name(given, "reject_reason")
        yield f"{reason}: {REJECTIONS.get(reason, '')}"


def _refused(refused, row):
    outflow = refused.section == contract.LINE_SECTION_OUTFLOW
    section = "uitstroom" if outflow else "plekken"
    where = f"rij {row}" if row else f"{section}, regel {refused.index + 1}"
    place = f" ({clean(id_text(refused.id))})" if refused.id else ""
    for fault in refused.faults:
        code = code_name(fault, "code")
        sentence = check.SENTENCES.get(code, clean(fault.sentence))
        yield f"Geweigerd: {where}{place}, {clean(fault.field)}, {code}: {sentence}"


def _alert_counts(given):
    kinds = [code_name(alert, "kind") for alert in given.alerts]
    told = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
    return [f"Alerts: {', '.join(told)}."] if told else []


def row_finder(wachtlijst):
    """Which row of the file a refused line came from; None where that is not known."""

    def row_of(refused):
        outflow = refused.section == contract.LINE_SECTION_OUTFLOW
        rows = wachtlijst.outflow_rows if outflow else wachtlijst.place_rows
        return rows[refused.index] if refused.index < len(rows) else None

    return row_of


# ---- alerts


def _headline(alert):
    kind, place, ended = code_name(alert, "kind"), alert.place, alert.holder.ends
    return {
        "DREIGEND": "dreigt over de norm te gaan",
        "OVERSCHRIJDING": "wacht langer dan de norm",
        "NIVEAU": f"wacht nu {place.level} maanden",
        "INGETROKKEN": f"ingetrokken: {CAUSES.get(code_name(place, 'cause'), '')}",
        "VAN_LIJST": f"van de lijst: {reden(place)}, {HELPED.get(code_name(place, 'helped'), '')}",
        "STIL": "levert weer" if ended else "levert niet",
        "AFWIJKEND": "vastgehouden levering afgehandeld" if ended else "levering vastgehouden",
    }.get(kind, "")


def reden(place):
    name = code_name(place, "reden")
    return REDENEN.get(name, _plain(name))


def alert(given):
    """One alert, several lines, with what a coordinator needs to call."""
    lines = [f"{given.number}. {days.dutch_day(given.due)} {code_name(given, 'kind')}: "]
    lines[0] += _headline(given)
    if given.HasField("place"):
        lines[0] += _place_headline(given.place)
        lines += _place(given.place)
    else:
        lines.append(_holder(given))
    lines.append(_caller(given))
    return "\n   ".join(lines) + "\n"


def _place_headline(place):
    hulpvorm = code_name(place, "hulpvorm")
    gemeente = check.GEMEENTEN.get(place.gemeente, (clean(place.gemeente),))[0]
    waited = count(place.days_waited, "dag gewacht", "dagen gewacht")
    return f"; {HULPVORMEN.get(hulpvorm, _plain(hulpvorm))}, {gemeente}; {waited}"


def _place(place):
    yield f"Rang {place.rank}: {clean(place.rank_sentence)}."
    yield _wait(place)
    yield _circumstances(place)
    if place.corrects:
        yield f"Dit verbetert alert {place.corrects}."
    if place.withdraws:
        yield f"Dit trekt in: alert {', '.join(map(str, place.withdraws))}."


def _wait(place):
    clock = code_name(place, "clock").lower()
    text = (
        f"Wacht sinds {days.dutch_day(place.start_day)} ({clock}); "
        f"schadelijk vanaf {days.dutch_day(place.crossing)}, norm {clean(place.norm_id)}"
    )
    if place.left_on:
        text += f"; van de lijst op {days.dutch_day(place.left_on)}"
    if place.reached_level:
        text += f"; al langer dan {place.reached_level} maanden"
    if place.on_arrival and place.first_snapshot:
        text += "; stond in de eerste levering al over de norm"
    elif place.on_arrival:
        text += "; stond bij aankomst al over de norm"
    elif place.first_snapshot:
        text += "; uit de eerste levering"
    return text + "."


def _circumstances(place):
    maatregel = code_name(place, "maatregel")
    protects = maatregel not in ("ONBEKEND", "GEEN", "JEUGDRECLASSERING")
    gi = f", GI {clean(place.gi) or 'onbekend'}" if protects or place.gi else ""
    if not place.other_places_known:
        others = "andere plekken onbekend"
    elif place.other_places == 0:
        others = "geen andere plek"
    else:
        others = count(place.other_places, "andere plek", "andere plekken")
    return (
        f"Maatregel {_plain(maatregel)}{gi}; overbrugging "
        f"{_plain(code_name(place, 'overbrugging'))}; urgentie "
        f"{_plain(code_name(place, 'urgentie'))}; {others}."
    )


def _holder(given):
    holder = given.holder
    ended = f"Dit beëindigt alert {holder.ends}. " if holder.ends else ""
    if code_name(given, "kind") == "STIL":
        since = days.dutch_day(holder.silent_since)
        agreed = count(holder.interval_days, "dag", "dagen")
        if holder.ends:
            return f"{ended}Geen levering sinds {since}; afgesproken is elke {agreed}."
        return f"Laatste levering of inschrijving: {since}; afgesproken is elke {agreed}."
    places = count(holder.open, "plek", "plekken")
    held = (
        f"{ended}Levering {holder.sequence} van {days.dutch_instant(holder.peilmoment)} zou "
        f"{holder.would_leave} van {places} laten verdwijnen"
    )
    if holder.ends:
        return f"{held} en {HOLD_ENDS.get(code_name(holder, 'end'), '')}."
    return f"{held}; de aanbieder bevestigt of vervangt haar."


def _caller(given):
    parts = [f"Bel {clean(given.aanbieder)} ({clean(given.agb_code)})"]
    parts += [clean(part) for part in (given.telefoon, given.mail) if part]
    if given.HasField("place"):
        parts.append(f"over plek {clean(id_text(given.place.place_id))}")
    text = ", ".join(parts)
    if given.data_peilmoment:
        text += f"; gegevens van {count(given.data_age_days, 'dag', 'dagen')} oud"
    return text + "."


# ---- status


def status(reply):
    """What the server knows of us."""
    virtual = " (VIRTUELE KLOK)" if reply.head.virtual_clock else ""
    yield (
        f"wachtpostd {clean(reply.version)}, regelversie {reply.rules_version}; het is daar "
        f"{days.dutch_instant(reply.head.now)}{virtual}; beoordeeld tot en met "
        f"{days.dutch_day(reply.evaluated_day)}"
    )
    for norm in reply.norms:
        since = days.dutch_day(getattr(norm, "from"))
        yield f"Norm {clean(norm.id)} vanaf {since}: {clean(norm.description)}"
    if reply.expected:
        yield f"Leveringen binnen de afgesproken tijd: {reply.received} van {reply.expected}"
    if reply.alert_head:
        yield f"Laatste alert: {reply.alert_head}"
    for aanbieder in reply.aanbieders:
        yield from _aanbieder(aanbieder)


def _aanbieder(known):
    name = f"{clean(known.agb_code)} {clean(known.naam)}"
    agreed = f"afgesproken: elke {count(known.interval_days, 'dag', 'dagen')}"
    silent = "; STIL" if known.silent else ""
    if known.sequence == 0:
        yield f"{name}: nog niets geleverd; {agreed}{silent}"
    else:
        yield (
            f"{name}: {count(known.open, 'plek', 'plekken')} open; levering {known.sequence} "
            f"ontvangen op {days.dutch_day(known.received_on)}, peilmoment "
            f"{days.dutch_instant(known.peilmoment)}; {agreed}{silent}"
        )
    if known.HasField("held"):
        held = known.held
        yield (
            f"   VASTGEHOUDEN: levering {held.sequence}, peilmoment "
            f"{days.dutch_instant(held.peilmoment)}: {held.would_leave} van {held.open} plekken "
            "zouden verdwijnen."
        )


# ---- the outbox


def stopped(standing):
    """Why nothing is sent, and what to do about it."""
    return STOPPED[standing.stop].format(since=days.dutch_instant(standing.stopped_at))


def outbox(box, standing, entries):
    """How it stands, and a table of what is in it."""
    yield f"Outbox van {box.agb_code} in {box.folder}"
    yield (
        f"Wachtend: {standing.waiting}. Geleverd en nog bewaard: {standing.delivered}. "
        f"Opzij gezet: {standing.set_aside}."
    )
    yield f"De volgende levering krijgt nummer {standing.next}."
    if entries:
        yield ""
        yield "reeks  levering  in de outbox      antwoord              bytes  stand"
    for known in entries:
        yield (
            f"{known.generation:>5}  {known.sequence:>8}  {days.dutch_instant(known.added_at):16}  "
            f"{days.dutch_instant(known.settled_at):16}  {known.body_bytes:>9}  {_stand(known)}"
        )


def _stand(known):
    if known.state == "DELIVERED":
        outcomes = {"HELD": "vastgehouden", "REJECTED": "afgekeurd"}
        return outcomes.get(known.outcome, "verwerkt")
    return "wacht" if known.state == "WAITING" else "opzij gezet: onleesbaar voor de server"
