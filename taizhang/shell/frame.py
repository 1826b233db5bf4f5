"""What every page's frame shows: doors, hats, the count of things to do, the language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from taizhang.people.selectors import is_demonstration
from taizhang.shell.doors import menu
from taizhang.shell.selectors import alarms, watched

ALARMS: dict[str, Any] = {"system_admin": alarms, "security_admin": watched, "audit_admin": watched}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or not viewer.code:
        return {"demo": is_demonstration(), "language": get_language(), "viewer": None}
    return {
        "viewer": viewer,
        "doors": menu(viewer, get_language()),
        "demo": is_demonstration(),
        "language": get_language(),
        "alarms": ALARMS.get(viewer.role, lambda _at: ())(request.now),  # type: ignore[attr-defined]
        "large": request.COOKIES.get("type") == "large",
    }
