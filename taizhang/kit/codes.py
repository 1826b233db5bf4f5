"""Codes: short public ones that we make, and check digits of the nation's.

Sources: GB 32100-2015 (unified social credit code), GB 11643-1999 (citizen number), GB/T 2260 and
GB/T 10114 (division codes: 2 province, 2 city, 2 county, 3 township, 3 village digits).
"""

from __future__ import annotations

import re
import secrets
from datetime import date

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: codes are read aloud and typed
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)


def make_code(length: int = 8) -> str:
    """A random public code: tells nothing, cannot be walked."""
    return "".join(secrets.choice(ALPHABET) for _unused in range(length))


def is_credit_code(text: str) -> bool:
    """Whether an 18-character unified social credit code has its right check character."""
    if not re.fullmatch(rf"[{CREDIT}]{{18}}", text):
        return False
    total = sum(CREDIT.index(char) * weight for char, weight in zip(text, CREDIT_WEIGHTS, strict=False))
    return CREDIT[(31 - total % 31) % 31] == text[17]


def is_citizen_number(text: str) -> bool:
    """Whether an 18-digit citizen number has a possible birth date and its right check digit."""
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(char) * weight for char, weight in zip(text, CITIZEN_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[17]


def is_phone(text: str) -> bool:
    """Whether this is a mainland mobile number."""
    return re.fullmatch(r"1[3-9]\d{9}", text) is not None


def is_division_code(text: str) -> bool:
    """Whether the length (2, 4, 6, 9 or 12 digits) and the province fit. The standard has no check digit."""
    return len(text) in (2, 4, 6, 9, 12) and text.isdigit() and text[:2] in PROVINCES


def masked(text: str) -> str:
    """A number as the screen may show it: 3301**********1234, 138****5678."""
    if len(text) == 18:
        return text[:4] + "*" * 10 + text[-4:]
    return text[:3] + "*" * max(0, len(text) - 7) + text[-4:]
