"""Derives, signs and spells with nacl, hashlib and pyzmq, and compares with print_keys.

    keys.py PRINT_KEYS
"""

import hashlib
import subprocess
import sys

from nacl.public import PrivateKey
from nacl.signing import SigningKey
from zmq.utils import z85

SEEDS = [bytes(32), b"\xff" * 32, bytes(range(32))] + [
    hashlib.sha256(f"seed {number}".encode()).digest() for number in range(20)
]


def subkey(seed: bytes, number: int) -> bytes:
    """libsodium's crypto_kdf, from its documentation."""
    return hashlib.blake2b(
        b"",
        digest_size=32,
        key=seed,
        salt=number.to_bytes(8, "little") + bytes(8),
        person=b"wachtpst" + bytes(8),
    ).digest()


def expected(seed: bytes) -> str:
    sign = SigningKey(subkey(seed, 1))
    curve = PrivateKey(subkey(seed, 2))
    sign_public, curve_public = bytes(sign.verify_key), bytes(curve.public_key)
    line = b"wachtpost1:" + z85.encode(sign_public) + z85.encode(curve_public)
    hashed = hashlib.blake2b(f"body of {seed.hex()}".encode(), digest_size=32).digest()
    signed = b"wachtpost.v1\0PUSH\0" + bytes(range(8)) + hashed
    values = {
        "curve_secret": bytes(curve).hex(),
        "curve_public": curve_public.hex(),
        "sign_secret": (bytes(sign) + sign_public).hex(),
        "sign_public": sign_public.hex(),
        "line": line.decode(),
        "hash": hashed.hex(),
        "signature": sign.sign(signed).signature.hex(),
    }
    return "".join(f"{name} {value}\n" for name, value in values.items())


def main() -> int:
    command = [sys.argv[1]] + [seed.hex() for seed in SEEDS]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wanted = "".join(expected(seed) for seed in SEEDS)
    for ours, theirs in zip(printed.splitlines(), wanted.splitlines()):
        if ours != theirs:
            print(f"keys: {ours}\nought: {theirs}")
    print(f"{len(SEEDS)} seeds compared")
    return 0 if printed == wanted else 1


sys.exit(main())
