"""A participant's keys, all made from one 32-byte seed (proto/README.md, section 3)."""

import hashlib
import os
import re
import stat

import nacl.bindings
import nacl.signing
from zmq.utils import z85

from wachtpost import durable
from wachtpost.errors import BadConfiguration

SEED_BYTES = 32
KEY_BYTES = 32
SEED_TEXT = re.compile(r"[0-9a-fA-F]{64}\s?\s?")


def hash_of(content):
    """BLAKE2b-256, which names the content of a snapshot and of every request."""
    return hashlib.blake2b(content, digest_size=32).digest()


def _subkey(seed, number):
    """libsodium's crypto_kdf with context "wachtpst"."""
    return hashlib.blake2b(
        b"", digest_size=32, key=seed, salt=number.to_bytes(8, "little"), person=b"wachtpst"
    ).digest()


class Keys:
    """Two pairs: one signs requests, one opens the CURVE connection."""

    def __init__(self, seed):
        if len(seed) != SEED_BYTES:
            raise ValueError("a seed is 32 bytes")
        self._signing = nacl.signing.SigningKey(_subkey(seed, 1))
        self.sign_public = bytes(self._signing.verify_key)
        self.curve_secret = _subkey(seed, 2)
        self.curve_public = nacl.bindings.crypto_scalarmult_base(self.curve_secret)

    def registration_line(self):
        """What is sent to the Servicebureau; holds no secret."""
        return "wachtpost1:" + z85_text(self.sign_public) + z85_text(self.curve_public)

    def fingerprint(self):
        """Twenty digits to read out: is the line that arrived this one?"""
        digits = hash_of(self.sign_public + self.curve_public).hex()[:20]
        return "-".join(digits[at : at + 4] for at in range(0, 20, 4))

    def sign(self, kind, request_id, body):
        """The signature of a request: over its kind, its id (8 bytes) and its body's hash."""
        signed = b"wachtpost.v1\0" + kind.encode() + b"\0" + request_id + hash_of(body)
        return self._signing.sign(signed).signature


def z85_text(key):
    """A 32-byte key as its 40 characters."""
    return z85.encode(key).decode()


def key_of_z85(text):
    """The 32 bytes of 40 characters of Z85; None when it is none."""
    try:
        key = z85.decode(text.encode("ascii"))
    except (KeyError, ValueError, UnicodeEncodeError):
        return None
    return key if len(key) == KEY_BYTES and z85_text(key) == text else None


def make_seed(path):
    """A new seed file, of 64 hexadecimal digits, that only its owner can read. Never
    overwrites one. BadConfiguration."""
    seed = os.urandom(SEED_BYTES)
    try:
        durable.create(path, seed.hex().encode() + b"\n")
    except FileExistsError:
        raise BadConfiguration(
            f"{path}: dit bestand bestaat al en wordt nooit overschreven; noem een ander, of "
            "gebruik --show"
        ) from None
    except OSError:
        raise BadConfiguration(
            f"{path}: het sleutelbestand kan hier niet worden gemaakt; bestaat de map en mag u "
            "erin schrijven?"
        ) from None
    return seed


def read_seed(path):
    """The 32 bytes of a seed file. BadConfiguration, also where others may read it (Windows
    has no such mode: there it is the folder's rights that guard it)."""
    try:
        with open(path, encoding="ascii", newline="") as file:
            shared = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
            text = file.read(2 * SEED_BYTES + 3)
    except FileNotFoundError:
        raise BadConfiguration(
            f"sleutelbestand {path} is er niet; maak het met python3 -m wachtpost keygen"
        ) from None
    except (OSError, ValueError):
        shared, text = False, ""
    if not SEED_TEXT.fullmatch(text) or (os.name == "posix" and shared):
        raise BadConfiguration(
            f"sleutelbestand {path} is niet te gebruiken: het hoort een regel van 64 hexadecimale "
            "tekens te zijn die alleen u kunt lezen (chmod 600)"
        )
    return bytes.fromhex(text.strip())
