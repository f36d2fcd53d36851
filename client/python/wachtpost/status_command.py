"""status: what the server knows of us."""

from wachtpost import as_json, session, words
from wachtpost.errors import DONE
from wachtpost.show import show
from wachtpost.v1 import wachtpost_pb2 as contract


def command(wish):
    settings = session.configure(wish, *session.CONVERSATION)
    with session.connect(settings) as connection:
        reply = connection.ask("STATUS", contract.StatusRequest(), wish.timeout)
    code = session.exit_of(reply.head)
    if code == DONE:
        lines = [as_json.text(as_json.of_status(reply))] if wish.json else words.status(reply)
        show("\n".join(lines))
    return code
