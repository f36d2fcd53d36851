"""status: what the server knows of us."""

from wachtpost import as_json, session, words
from wachtpost.errors import DONE
from wachtpost.show import say, show
from wachtpost.v1 import wachtpost_pb2 as contract


def command(wish):
    settings = session.configure(wish, *session.CONVERSATION)
    with session.connect(settings) as connection:
        reply = connection.ask("STATUS", contract.StatusRequest(), wish.timeout)
    code = session.exit_of(reply.head)
    if code == DONE:
        lines = [as_json.text(as_json.of_status(reply))] if wish.json else words.status(reply)
        show("\n".join(lines))
        _doubt_agb(settings.values.get("agb"), reply)
    return code


def _doubt_agb(agb, reply):
    """An AGB-code that is mistyped would else be found out at the first delivery."""
    if agb and agb not in (aanbieder.agb_code for aanbieder in reply.aanbieders):
        say(
            f"agb is {agb}, maar voor die AGB-code mag deze sleutel niet leveren; verbeter haar in "
            "de configuratie, of vraag het Servicebureau"
        )
