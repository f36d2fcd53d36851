"""Reading the book of alerts from where one was, and following it with the bell.

The cursor is a small file, replaced atomically and fsynced, and it only moves after the alerts up
to it were handled: after a crash an alert can come twice, never not. The file is the C client's
(client/cursor.c): each can go on where the other stopped."""

import re

from wachtpost import durable
from wachtpost.errors import Damaged, Unreachable
from wachtpost.line import status_name
from wachtpost.v1 import wachtpost_pb2 as contract

POLL_INTERVAL_S = 30
# The pause after a failure that passes by itself, when no bell rings.
RETRY_S = 1
MOST_CURSOR_BYTES = 256
CURSOR = re.compile(rb"wachtpost-cursor 1\nincarnation ([0-9a-f]{32})\nnumber ([0-9]{1,20})\n")


def read_cursor(path):
    """Where the file says one was; None: there is no file yet. Damaged, Trouble."""
    content = durable.read(path, MOST_CURSOR_BYTES)
    if content is None:
        return None
    match = CURSOR.fullmatch(content)
    if not match or int(match[2]) >= 1 << 64:
        raise Damaged(
            f"{path} is geen leesbare cursor; verwijder het bestand om alle alerts opnieuw te lezen"
        )
    return contract.Cursor(incarnation=bytes.fromhex(match[1].decode()), number=int(match[2]))


def write_cursor(path, cursor):
    """Durable when it returns. Full, Trouble."""
    text = f"wachtpost-cursor 1\nincarnation {cursor.incarnation.hex()}\nnumber {cursor.number}\n"
    durable.replace(path, text.encode())


class Subscription:
    """`handle(alerts)` is called with the alerts of each reply, in order; when it raises, that
    ends the reading and the cursor stays before them. `cursor_path` None: the cursor is kept
    only in memory."""

    def __init__(self, connection, handle, cursor_path=None, timeout_s=30):
        self.connection, self.handle = connection, handle
        self.cursor_path, self.timeout_s = cursor_path, timeout_s
        self.cursor = read_cursor(cursor_path) if cursor_path else None

    def fetch(self):
        """Everything in scope after the cursor, until the book has no more. Gives the last reply:
        OK, or why there is nothing more (DENIED, LATER, STALE). Failures as Connection.ask
        and the handler's own."""
        while True:
            request = contract.AlertsRequest(cursor=self.cursor)
            reply = self.connection.ask("ALERTS", request, self.timeout_s)
            if status_name(reply.head.status) != "OK":
                return reply
            self._take(reply)
            if not reply.more:
                return reply

    def _take(self, reply):
        """Handles one reply and moves the cursor behind it, in that order."""
        if reply.alerts:
            self.handle(reply.alerts)
        if not reply.HasField("cursor") or reply.cursor == self.cursor:
            return
        if self.cursor_path:
            write_cursor(self.cursor_path, reply.cursor)
        self.cursor = reply.cursor

    def follow(self, bell, reach=lambda reachable, why: None):
        """Fetches now, on every ring and at least every POLL_INTERVAL_S, for ever; goes on over
        silence and LATER, which `reach` is told once each time it begins and ends. Returns only
        with a reply that will not change by waiting. Failures as fetch and Bell.wait."""
        reachable = True
        while True:
            why = None
            try:
                reply = self.fetch()
                if status_name(reply.head.status) == "LATER":
                    why = "de server kan nu niet antwoorden"
                elif status_name(reply.head.status) != "OK":
                    return reply
            except Unreachable as silence:
                why = str(silence)
            if reachable != (why is None):
                reachable = why is None
                reach(reachable, why)
            bell.wait(POLL_INTERVAL_S if reachable else RETRY_S)
