"""vectors.json and the client in proto/README.md, held against code that shares
nothing with make.py or with ours: hashlib for keys and hashes, nacl to verify."""

import hashlib
import json
import subprocess
import sys
import types

import nacl.exceptions
import nacl.public
import nacl.signing
from google.protobuf import json_format
from zmq.utils import z85

from contract import ROOT, pb

VECTORS = json.loads((ROOT / "proto/vectors/vectors.json").read_text(encoding="utf-8"))
KEYS = VECTORS["keys"]
SEED = bytes.fromhex(KEYS["seed"])


def derive(number):
    salt = number.to_bytes(16, "little")
    return hashlib.blake2b(key=SEED, salt=salt, person=b"wachtpst", digest_size=32).digest()


def assert_key(name, key):
    assert KEYS[name]["hex"] == key.hex(), name
    assert KEYS[name]["z85"] == z85.encode(key).decode(), name


def test_the_committed_vectors_are_what_make_prints():
    made = subprocess.run(
        [sys.executable, "-B", str(ROOT / "proto/vectors/make.py")],
        capture_output=True,
        check=True,
    )
    assert made.stdout == (ROOT / "proto/vectors/vectors.json").read_bytes()


def test_the_seed_gives_both_key_pairs_and_the_registration_line():
    sign = nacl.signing.SigningKey(derive(1)).verify_key.encode()
    curve = nacl.public.PrivateKey(derive(2)).public_key.encode()
    assert_key("sign_public", sign)
    assert_key("curve_secret", derive(2))
    assert_key("curve_public", curve)
    line = "wachtpost1:" + (z85.encode(sign) + z85.encode(curve)).decode()
    assert KEYS["registration_line"] == line


def test_hashes_and_signatures_verify():
    verifier = nacl.signing.VerifyKey(bytes.fromhex(KEYS["sign_public"]["hex"]))
    for request in VECTORS["requests"]:
        body = bytes.fromhex(request["body"])
        digest = hashlib.blake2b(body, digest_size=32).digest()
        assert request["hash"] == digest.hex()
        signed = b"\0".join([b"wachtpost.v1", request["kind"].encode(), b""])
        signed += bytes.fromhex(request["request_id"]) + digest
        verifier.verify(signed, bytes.fromhex(request["signature"]))
        try:
            verifier.verify(signed + b"x", bytes.fromhex(request["signature"]))
            raise AssertionError("a signature over something else verifies")
        except nacl.exceptions.BadSignatureError:
            pass


def shown_as_vectors_show(descriptor, values):
    """json_format's own rendering (base64, numbers as text) turned into the vectors'."""
    shown = {}
    for name, value in values.items():
        field = descriptor.fields_by_name[name]
        many = field.label == field.LABEL_REPEATED
        each = [one_value(field, one) for one in (value if many else [value])]
        shown[name] = each if many else each[0]
    return shown


def one_value(field, value):
    if field.message_type:
        return shown_as_vectors_show(field.message_type, value)
    if field.type == field.TYPE_BYTES:
        content = json_format.base64.b64decode(value)
        return content.decode() if field.name in ("id", "place_id", "vanished") else content.hex()
    if field.cpp_type in (field.CPPTYPE_INT64, field.CPPTYPE_UINT64):
        return int(value)
    return value


def test_bodies_decode_to_their_values():
    for vector in VECTORS["requests"] + VECTORS["replies"]:
        message = getattr(pb, vector["message"]).FromString(bytes.fromhex(vector["body"]))
        values = json_format.MessageToDict(message, preserving_proto_field_name=True)
        assert shown_as_vectors_show(message.DESCRIPTOR, values) == vector["decoded"]


def readme_client():
    readme = (ROOT / "proto/README.md").read_text(encoding="utf-8")
    source = readme.split("```python client\n")[1].split("```")[0]
    module = types.ModuleType("client")
    exec(compile(source, "proto/README.md", "exec"), module.__dict__)
    return module


def test_the_client_in_the_readme_makes_the_same_keys_and_signatures():
    keys = readme_client().Keys(SEED)
    assert keys.registration_line() == KEYS["registration_line"]
    for request in VECTORS["requests"]:
        made = keys.sign(
            request["kind"].encode(),
            bytes.fromhex(request["request_id"]),
            bytes.fromhex(request["body"]),
        )
        assert made.hex() == request["signature"]


def test_the_client_in_the_readme_reads_its_list():
    places = list(readme_client().read_places(["A1;0518;KDC;20250131\n", "B2;0503;OVERIG;20250201"]))
    assert [place.id for place in places] == [b"A1", b"B2"]
    assert places[0].hulpvorm == pb.HULPVORM_KDC
    assert places[1].aanmelddatum == 20250201
