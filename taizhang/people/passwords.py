"""Django's validator seam over the password rule."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from taizhang.people.rules import password_fault


class CountyPasswords:
    """Profile `dengbao` of SECURITY A2."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with the sentence of the rule that is broken."""
        fault = password_fault(password, getattr(user, "username", ""))
        if fault:
            raise ValidationError(gettext(fault[0]).format(**fault[1]))

    def get_help_text(self) -> str:
        return ""
