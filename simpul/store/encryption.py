"""Sealing of what may hold personal data: AES-GCM, with a key that is named and never stored beside what it opens.

The key comes from the files named by ``SIMPUL_KEY_FILE`` (colon separated: the first seals, all open, so a key can be
changed without losing anything), else from ``SIMPUL_HOME/keys``, where it is made on first use, readable by us alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.config import settings as config
from simpul.core.errors import BadConfig

NONCE = 12
KEY_BYTES = 32
#: From this size on the better codec pays for the time its library takes to load.
LARGE = 256 * 1024
ZLIB, ZSTD = b"z", b"Z"


def seal(body: bytes, context: str) -> tuple[str, bytes]:
    """``(key id, sealed bytes)``. What was sealed under one context does not open under another."""
    return sealer()(body, context)


def sealer() -> Callable[[bytes, str], tuple[str, bytes]]:
    """:func:`seal` for many values: the key is looked up once."""
    key_id, key = _current("data")
    cipher = AESGCM(key)

    def seal_one(body: bytes, context: str) -> tuple[str, bytes]:
        nonce = os.urandom(NONCE)
        return key_id, nonce + cipher.encrypt(nonce, _pack(body), _bound(context, key_id))

    return seal_one


def unseal(key_id: str, sealed: bytes, context: str) -> bytes:
    """The bytes that were sealed. BadConfig when the key is not here or the bytes were changed or moved."""
    key = _find(key_id, "data")
    try:
        packed = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _bound(context, key_id))
    except InvalidTag as error:
        raise BadConfig(f"sealed bytes of {context} were changed or belong elsewhere") from error
    return _unpack(packed)


def sign(message: bytes) -> tuple[str, bytes]:
    """``(key id, HMAC-SHA256)`` of ``message`` under the audit key."""
    key_id, key = _current("audit")
    return key_id, hmac.digest(key, message, "sha256")


def signed(key_id: str, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is ours."""
    return hmac.compare_digest(hmac.digest(_find(key_id, "audit"), message, "sha256"), signature)


def keyed(message: bytes, purpose: str) -> bytes:
    """HMAC-SHA256 of ``message`` under a key of its own for ``purpose``: the same words give the same, to us alone."""
    return hmac.digest(_current(purpose)[1], message, "sha256")


def _bound(context: str, key_id: str) -> bytes:
    return f"{key_id}|{context}".encode()


def _pack(body: bytes) -> bytes:
    if len(body) < LARGE:
        return ZLIB + zlib.compress(body, 1)
    import pyarrow  # loading it costs more than it saves on small bodies

    size = len(body).to_bytes(8, "big")
    return ZSTD + size + bytes(pyarrow.compress(body, codec="zstd", asbytes=True))


def _unpack(packed: bytes) -> bytes:
    if packed[:1] == ZLIB:
        return zlib.decompress(packed[1:])
    import pyarrow

    size = int.from_bytes(packed[1:9], "big")
    return bytes(pyarrow.decompress(packed[9:], size, codec="zstd", asbytes=True))


def _current(purpose: str) -> tuple[str, bytes]:
    key_id, key = next(iter(_keys(*_sources()).items()))
    return key_id, _derived(key, purpose)


def _find(key_id: str, purpose: str) -> bytes:
    try:
        return _derived(_keys(*_sources())[key_id], purpose)
    except KeyError:
        raise BadConfig(
            f"key {key_id} is not here", hint="put its file back into SIMPUL_HOME/keys or name it in SIMPUL_KEY_FILE"
        ) from None


def _derived(key: bytes, purpose: str) -> bytes:
    """One key per purpose, so that a seal never tells anything about another kind of seal."""
    return hmac.digest(key, f"simpul/{purpose}".encode(), "sha256")


def _sources() -> tuple[str, ...]:
    given = os.environ.get("SIMPUL_KEY_FILE", "")
    if given:
        return tuple(part for part in given.split(":") if part)
    folder = config.settings().home / "keys"
    # The newest key seals; the older ones stay to open what they sealed.
    return tuple(str(path) for path in sorted(folder.glob("*.key"), reverse=True)) or (str(_made(folder)),)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, half = folder / "0001.key", folder / f".{os.getpid()}.new"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(secrets.token_hex(KEY_BYTES) + "\n")
    try:
        # A link, not a rename: of two processes that start at once only one makes the key.
        os.link(half, file)
    except FileExistsError:
        pass
    finally:
        half.unlink()
    return file


@cache
def _keys(*files: str) -> Mapping[str, bytes]:
    """Key id → key, the sealing one first. The id is a digest and tells nothing about the key."""
    found = {}
    for file in files:
        key = _read(Path(file))
        found[hashlib.sha256(b"simpul/id" + key).hexdigest()[:12]] = key
    return found


def _read(file: Path) -> bytes:
    try:
        key = bytes.fromhex(file.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise BadConfig(
            "key file cannot be read as hexadecimal", file=str(file), hint="openssl rand -hex 32"
        ) from error
    if len(key) != KEY_BYTES:
        raise BadConfig(f"key is {len(key)} bytes, not {KEY_BYTES}", file=str(file), hint="openssl rand -hex 32")
    return key
