"""`demo`."""

from __future__ import annotations

import argparse


def load(asked: argparse.Namespace) -> int:
    """Load the fictional demonstration county through the ordinary importers and acts."""
    return 0
