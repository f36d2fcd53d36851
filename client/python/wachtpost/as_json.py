"""Messages of the contract as JSON, one value on a line: the same names and forms as the C client
writes (client/render_json.c), so that a program may read either."""

import json

from google.protobuf.descriptor import FieldDescriptor

from wachtpost import check, days
from wachtpost.line import status_name

DATES = frozenset(
    "due start_day crossing left_on silent_since received_on evaluated_day from".split()
) | frozenset(check.DATES)
INSTANTS = frozenset("recorded_at peilmoment data_peilmoment now since".split())
HEX = frozenset("epoch content_hash incarnation".split())
# How the first number of a list is called there; anywhere else it is onbekend.
ZERO = {"Cause": "NONE", "Helped": "NONE", "RankReason": "NONE", "RejectReason": "NONE"}
ZERO["HoldEnd"] = "STANDS"


def text(value):
    """One line, also for a console that knows few characters."""
    return json.dumps(value, separators=(",", ":"))


def _enum_name(enum, number):
    known = enum.values_by_number.get(number)
    if known is None:
        return str(number)
    if number == 0:
        return ZERO.get(enum.name, "ONBEKEND")
    prefix = enum.values_by_number[0].name.removesuffix("UNSPECIFIED")
    return known.name.removeprefix(prefix)


def code_name(message, field_name):
    """The name of a code in a message, without the prefix of its list."""
    field = message.DESCRIPTOR.fields_by_name[field_name]
    return _enum_name(field.enum_type, getattr(message, field_name))


def id_text(value):
    """A place id as text, or in hex where it is none."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def _clock(enum, number):
    """The field it is named after, as the C client has it."""
    name = _enum_name(enum, number)
    return name.lower() if number else "onbekend"


def _scalar(field, value):
    if field.type == FieldDescriptor.TYPE_ENUM:
        name = _clock if field.enum_type.name == "Clock" else _enum_name
        return name(field.enum_type, value)
    if field.name in DATES:
        date = days.date_of_number(value)
        return date.isoformat() if date else None
    if field.name in INSTANTS:
        return days.instant_text(value) if value else None
    if field.type == FieldDescriptor.TYPE_BYTES:
        return value.hex() if field.name in HEX else id_text(value)
    return value


def _field(message, field):
    value = getattr(message, field.name)
    is_message = field.type == FieldDescriptor.TYPE_MESSAGE
    one = of_message if is_message else lambda item: _scalar(field, item)
    if field.label == FieldDescriptor.LABEL_REPEATED:
        return [one(item) for item in value]
    if is_message and not message.HasField(field.name):
        return None
    return one(value)


def of_message(message, leave_out=()):
    """Every field under its own name."""
    return {
        field.name: _field(message, field)
        for field in message.DESCRIPTOR.fields
        if field.name not in leave_out
    }


def of_alert(alert):
    """An alert with what belongs to its kind."""
    return of_message(alert, ("holder",) if alert.HasField("place") else ("place",))


def of_receipt(receipt, rows_of=None):
    """With the row in the file that each refused line came from; `rows_of(refused)` knows."""
    value = of_message(receipt)
    for line, refused in zip(value["refused"], receipt.refused):
        line["row"] = rows_of(refused) if rows_of else None
        for fault in line["faults"]:
            fault["sentence"] = check.SENTENCES.get(fault["code"], fault["sentence"])
    return value


def of_push(reply, rows_of=None):
    """What PUSH was answered."""
    return {
        "status": status_name(reply.head.status),
        "sentence": reply.head.sentence,
        "now": days.instant_text(reply.head.now) if reply.head.now else None,
        "virtual_clock": reply.head.virtual_clock,
        "receipt": of_receipt(reply.receipt, rows_of) if reply.HasField("receipt") else None,
    }


def of_status(reply):
    """What STATUS was answered, the head among the rest."""
    return {
        "status": status_name(reply.head.status),
        "now": days.instant_text(reply.head.now) if reply.head.now else None,
        "virtual_clock": reply.head.virtual_clock,
        **of_message(reply, ("head", "name")),
    }
