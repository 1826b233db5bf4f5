"""Refusals: what a person is told when an act cannot or may not be done."""

from __future__ import annotations


class Refused(Exception):
    """The act cannot be done. `sentence` says what happened, why and what to do; `facts` fill its {names}.

    The sentence is a label (source language); it is translated when shown, then filled.
    """

    status = 409

    def __init__(self, sentence: str, **facts: object) -> None:
        self.sentence = sentence
        self.facts = facts
        super().__init__(sentence.format(**facts) if facts else sentence)


class BadInput(Refused):
    """What was given cannot be read or breaks a rule of form; nothing was changed."""

    status = 400


class NotAllowed(Refused):
    """This viewer may not do it, though somebody may."""

    status = 403


class Absent(Refused):
    """There is no such thing, or it is not this viewer's to see: the same answer for both."""

    status = 404


class BadSetting(Exception):
    """A value in the environment that we refuse to start with; the text says which and why."""
