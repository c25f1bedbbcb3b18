"""Sealing words so that the database alone cannot be read: keys lie outside it, one per organization."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(Exception):
    """No key of this place opens it: the keys were lost, or it was sealed for another organization."""


def seal(words: str, *, owner: int) -> bytes:
    """Words that only this place can read again, and only for the same owner (an organization's id)."""
    return _box(owner).encrypt(words.encode())


def unseal(sealed: bytes, *, owner: int) -> str:
    """The words. Raises SealBroken."""
    try:
        return _box(owner).decrypt(bytes(sealed)).decode()
    except InvalidToken:
        raise SealBroken from None


def _box(owner: int) -> MultiFernet:
    """The newest key seals; older ones still open."""
    return MultiFernet([Fernet(_derived(key, owner)) for key in settings.SEAL_KEYS])


@lru_cache(maxsize=256)
def _derived(key: str, owner: int) -> bytes:
    mixer = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"fairshare sealed {owner}".encode())
    return urlsafe_b64encode(mixer.derive(key.encode()))
