"""test_contract.py SPEAK: what we encode is what Google's protobuf reads and writes.

SPEAK prints random messages of every shape. Each must parse without unknown fields
and, written again, give the same bytes; where stored messages were embedded behind
the rest, the same bytes in another order."""

import subprocess
import sys

from contract import pb

SHAPES = {
    "snapshot": pb.Snapshot,
    "receipt": pb.Receipt,
    "alert": pb.Alert,
    "head": pb.PushReply,
    "push_reply": pb.PushReply,
    "confirm": pb.ConfirmRequest,
    "confirm_reply": pb.ConfirmReply,
    "alerts_request": pb.AlertsRequest,
    "alerts_reply": pb.AlertsReply,
    "status_request": pb.StatusRequest,
    "status_reply": pb.StatusReply,
    "clock_request": pb.ClockRequest,
    "clock_reply": pb.ClockReply,
    "take_request": pb.TakeRequest,
    "take_reply": pb.TakeReply,
    "places_request": pb.PlacesRequest,
    "places_reply": pb.PlacesReply,
    "history_request": pb.HistoryRequest,
    "history_reply": pb.HistoryReply,
    "figures_request": pb.FiguresRequest,
    "figures_reply": pb.FiguresReply,
    "duiding_request": pb.DuidingRequest,
    "duiding_reply": pb.DuidingReply,
    "publication_request": pb.PublicationRequest,
    "publication_reply": pb.PublicationReply,
    "monitor_table": pb.MonitorTable,
}
EMBEDS = ("push_reply", "confirm_reply", "alerts_reply", "figures_reply")


def embedded(message):
    """The stored messages inside a reply, as written by themselves."""
    if isinstance(message, pb.AlertsReply):
        return [alert.SerializeToString(deterministic=True) for alert in message.alerts]
    if isinstance(message, pb.FiguresReply):
        return [point.SerializeToString(deterministic=True) for point in message.points]
    if message.HasField("receipt"):
        return [message.receipt.SerializeToString(deterministic=True)]
    return []


def check(shape, body):
    message = SHAPES[shape].FromString(body)
    message.DiscardUnknownFields()
    again = message.SerializeToString(deterministic=True)
    if shape in EMBEDS:
        assert len(again) == len(body), shape
        assert all(part in body for part in embedded(message)), shape
    else:
        assert again == body, shape


def main(speak):
    seen = set()
    for seed in range(1, 6):
        spoken = subprocess.run([speak, str(seed)], capture_output=True, check=True, text=True)
        for line in spoken.stdout.splitlines():
            shape, digits = line.split(" ")
            check(shape, bytes.fromhex(digits))
            seen.add(shape)
    assert seen == set(SHAPES), seen ^ set(SHAPES)


if __name__ == "__main__":
    main(sys.argv[1])
