"""The six doors and what stands behind each: at most seven entries."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from taizhang.kit.words import _
from taizhang.people.labels import DOORS
from taizhang.people.viewers import Viewer

Entry = tuple[str, str, str]  # label, url name, query

ENTRIES: dict[str, tuple[Entry, ...]] = {
    "handle": (
        (_("今天要办的"), "home", ""),
        (_("问题清单"), "items", "?kind=problem"),
        (_("任务清单"), "items", "?kind=task"),
        (_("责任清单"), "duties", ""),
        (_("登记问题"), "raise_problem", ""),
        (_("述职评议"), "meetings", ""),
        (_("备案"), "filings", ""),
    ),
    "oversee": (
        (_("今天要办的"), "home", ""),
        (_("讲话与文件"), "documents", ""),
        (_("全部问题"), "items", "?kind=problem"),
        (_("全部任务"), "items", "?kind=task"),
        (_("督办"), "slips", ""),
        (_("述职评议"), "meetings", ""),
        (_("备案受理"), "filings", ""),
    ),
    "inspect": (
        (_("今天要办的"), "home", ""),
        (_("我的走访"), "route", ""),
        (_("现场记录"), "field", ""),
        (_("检查"), "plans", ""),
        (_("检查表"), "checklists", ""),
        (_("问题清单"), "items", "?kind=problem"),
    ),
    "overview": (
        (_("总览"), "overview", ""),
        (_("超期"), "items", "?light=late"),
        (_("反复出现"), "items", "?light=recurring"),
        (_("组织树"), "tree", ""),
        (_("规则书"), "books", ""),
        (_("流水"), "journal", ""),
        (_("谁能办什么"), "who_may", ""),
        (_("导入"), "imports", ""),
        (_("督办"), "slips", ""),
        (_("述职评议"), "meetings", ""),
        (_("检查"), "plans", ""),
        (_("讲话与文件"), "documents", ""),
    ),
    "administer": (
        (_("账号"), "accounts", ""),
        (_("组织树"), "tree", ""),
        (_("规则书"), "books", ""),
        (_("后台任务"), "jobs", ""),
        (_("流水"), "journal", ""),
        (_("谁能办什么"), "who_may", ""),
    ),
}


# pages that only the county's office has behind the overview door; the others find theirs elsewhere
OFFICE_ONLY = {("overview", "tree"), ("overview", "books"), ("overview", "who_may")}
INSPECTIONS = ("plans", "field", "checklists", "route")  # what those see behind the door who are no inspectors
# the three administrators see only what is theirs
OF_ROLE = {
    "system_admin": {"accounts", "tree", "books", "jobs", "who_may"},
    "security_admin": {"accounts", "who_may"},
    "audit_admin": {"journal", "who_may"},
}


def entries_for(door: str, viewer: Viewer) -> tuple[Entry, ...]:
    """What stands behind a door for this viewer."""
    shown = OF_ROLE.get(viewer.role)
    kept = tuple(entry for entry in ENTRIES.get(door, ()) if shown is None or entry[1] in shown)
    before = {entry[1:] for other in viewer.doors[: viewer.doors.index(door)] for entry in ENTRIES[other]}
    kept = tuple(entry for entry in kept if door not in ("overview", "inspect") or entry[1:] not in before)
    if door == "inspect" and viewer.role != "inspector":
        kept = tuple(entry for entry in kept if entry[1] in INSPECTIONS[: 2 if _is_below(viewer) else 4])
    if "oversee" in viewer.doors:  # what comes back stands on the overview itself: seven entries are enough
        return tuple(entry for entry in kept if entry[2] != "?light=recurring")
    if not viewer.acts:  # seven entries are enough for a leader too
        kept = tuple(entry for entry in kept if entry[1] != "imports" and entry[2] != "?light=recurring")
    return tuple(entry for entry in kept if (door, entry[1]) not in OFFICE_ONLY)


def _is_below(viewer: Viewer) -> bool:
    """A village or branch: it is inspected, and sends nobody."""
    return viewer.path.count(".") > 2


Shown = tuple[str, tuple[tuple[str, str, str], ...]]  # a door's name; text, address, and the path where it is "here"
_menus: dict[tuple[object, ...], tuple[Shown, ...]] = {}


def menu(viewer: Viewer, language: str | None) -> tuple[Shown, ...]:
    """The doors as the frame shows them, in a language; made once for each kind of viewer."""
    key = (viewer.role, viewer.doors, viewer.acts, _is_below(viewer), language)
    if key not in _menus:
        _menus[key] = tuple((gettext(DOORS[door]), _links(door, viewer)) for door in viewer.doors)
    return _menus[key]


def _links(door: str, viewer: Viewer) -> tuple[tuple[str, str, str], ...]:
    links = []
    for text, name, query in entries_for(door, viewer):
        address = reverse(name)
        links.append((gettext(text), address + query, "" if name == "items" else address))
    return tuple(links)
