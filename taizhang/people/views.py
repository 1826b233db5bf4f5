"""Screens of signing in, hats, and accounts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from taizhang.kit.errors import Absent, Refused
from taizhang.kit.pages import paged
from taizhang.kit.screens import Request, behind_door, said, tell, warn
from taizhang.kit.words import _
from taizhang.orgs.labels import FIELDS
from taizhang.orgs.selectors import root_unit, trail, unit_anywhere
from taizhang.people import actions, labels, policy, selectors
from taizhang.people.forms import Activate, ContactForm, Grant, OpenAccount, PortfolioForm, PostForm, SignIn

OPENED = _("账号{name}已开设。激活码（72小时内有效，只显示这一次）：{code}")
GRANTED = _("已授予{name}角色。")
REVOKED = _("已收回{name}的角色。")
DISABLED = _("账号{name}已停用。")
PAGE = 100  # accounts on a screen
MODEL = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: Request) -> HttpResponse:
    """Sign in with user name and password; in demonstration mode the demo persons are listed."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None:
            login(request, account)
            wanted = request.GET.get("next", "/")
            return redirect(wanted if wanted.startswith("/") and not wanted.startswith("//") else "/")
        locked = getattr(request, "axes_locked_out", False)
        form.add_error(None, gettext(labels.LOCKED_OUT if locked else labels.WRONG_SIGN_IN))
    people = selectors.demo_accounts() if selectors.is_demonstration() else {}
    return render(request, "people/sign_in.html", {"form": form, "people": people}, status=400 if form.errors else 200)


def locked_out(request: Request, _credentials: dict[str, Any], *_more: Any) -> HttpResponse:
    """What a locked-out account is told."""
    form = SignIn()
    return render(request, "people/sign_in.html", {"form": form, "locked": labels.LOCKED_OUT}, status=429)


@require_POST
def enter_demo(request: Request) -> HttpResponse:
    """One-click entry as a demonstration person; in production this address does not exist."""
    account = selectors.account_named(request.POST.get("username", "")) if selectors.is_demonstration() else None
    if account is None or not account.is_active:
        raise Absent(labels.NO_SUCH_ACCOUNT, name=request.POST.get("username", ""))
    login(request, account, backend=MODEL)
    return redirect("home")


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@require_POST
def change_hat(request: Request) -> HttpResponse:
    """Act in another of one's posts."""
    hats = {str(hat.grant_id): hat.grant_id for hat in request.viewer.hats}
    if request.POST.get("hat") in hats:
        request.session["hat"] = hats[request.POST["hat"]]
    return redirect("home")


def activate(request: Request) -> HttpResponse:
    """Set one's own password with an activation code."""
    form = Activate(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = selectors.account_named(form.cleaned_data["username"])
        viewer = selectors.viewer_for(account, request.viewer.today) if account else request.viewer
        try:
            actions.activate_account(actor=viewer, at=request.now, **form.cleaned_data)
            return redirect("sign_in")
        except ValidationError as error:
            form.add_error("password", error)
        except Refused as error:
            form.add_error(None, said(error))
    return render(request, "people/activate.html", {"form": form}, status=400 if form.errors else 200)


@behind_door("oversee", "administer:system_admin")
def staff(request: Request, code: str) -> HttpResponse:
    """Who holds which post in a unit, who is in charge of what, who looks after it; each as dated rows."""
    viewer, unit = request.viewer, unit_anywhere(code)
    do = request.POST.get("do", "")
    posts = list(selectors.posts_in(unit, viewer.today))
    forms = _staff_forms(request, posts, do)
    revealed = _revealed(request, unit.code) if request.method == "POST" and do == "reveal" else {}
    if request.method == "POST" and (do == "unpost" or (do in forms and forms[do].is_valid())):
        try:
            told = forms[do].cleaned_data if do in forms else _leaving(request)
            STAFF_ACTS[do](actor=viewer, at=request.now, unit=unit.code, **told)
            tell(request, STAFFED, unit=unit.label)
            return redirect("staff", unit.code)
        except Refused as error:
            warn(request, error)
    context = {
        "unit": unit,
        "posts": posts,
        "forms": forms,
        "trail": trail(unit.path),
        "fields": FIELDS,
        "contacts": selectors.contacts_of(unit, viewer.today),
        "charges": selectors.portfolios_of(unit, viewer.today),
        "numbers": {**(selectors.masked_numbers(posts) if policy.may_reveal(viewer) else {}), **revealed},
        "may_reveal": policy.may_reveal(viewer),
        "may_hand": viewer.business,
    }
    return render(request, "people/staff.html", context)


def _leaving(request: Request) -> dict[str, str]:
    """Who leaves, and to whom what is open under their name goes."""
    return {name: request.POST.get(name, "") for name in ("person", "successor")}


def _revealed(request: Request, unit: str) -> dict[str, dict[str, str]]:
    """The whole numbers that were asked for: on this one answer, nowhere else."""
    told = request.POST
    person, reason = told.get("person", ""), told.get("reason", "")
    try:
        shown = actions.reveal_number(actor=request.viewer, at=request.now, unit=unit, person=person, reason=reason)
    except Refused as error:
        warn(request, error)
        return {}
    return {person: shown}


def _staff_forms(request: Request, posts: list[Any], do: str) -> dict[str, Any]:
    """The three forms; the one just sent holds what was typed."""
    root = root_unit()
    leaders = selectors.posts_in(root, request.viewer.today) if root else []

    def names(held: Any) -> list[tuple[str, str]]:
        return [(one.person.code, f"{one.person.name} {one.title}") for one in held]

    def sent(name: str) -> Any:
        return request.POST if do == name else None

    return {
        "post": PostForm(sent("post")),
        "portfolio": PortfolioForm(sent("portfolio"), people=names(posts)),
        "contact": ContactForm(sent("contact"), people=names(leaders)),
    }


STAFFED = _("“{unit}”的任职、分工已更新。")
STAFF_ACTS: dict[str, Any] = {
    "post": actions.post_person,
    "unpost": actions.unpost_person,
    "portfolio": actions.set_portfolio,
    "contact": actions.set_contact,
}


@behind_door("administer:system_admin", "administer:security_admin")
def accounts(request: Request) -> HttpResponse:
    """Accounts and their roles; opening and granting by the two who may."""
    viewer = request.viewer
    opening, granting = OpenAccount(request.POST or None, prefix="open"), Grant(request.POST or None, prefix="grant")
    if request.method == "POST":
        do = request.POST.get("do", "")
        try:
            done = _keep(request, do, opening, granting)
        except Refused as error:
            warn(request, error)
            done = do not in ("open", "grant")  # what was typed stays in its form
        if done:
            return redirect("accounts")
        opening, granting = (opening, Grant(prefix="grant")) if do == "open" else (OpenAccount(prefix="open"), granting)
    text = request.GET.get("text", "").strip()
    if request.method == "GET":
        opening, granting = OpenAccount(prefix="open"), Grant(prefix="grant")
    return render(
        request,
        "people/accounts.html",
        {
            "page": paged(selectors.accounts_all(text), "username", request.GET.get("after", ""), PAGE),
            "text": text,
            "opening": opening,
            "granting": granting,
            "roles": labels.ROLES,
            "may_open": policy.may_keep_accounts(viewer),
            "may_grant": policy.may_grant(viewer),
        },
    )


def _keep(request: Request, do: str, opening: OpenAccount, granting: Grant) -> bool:
    viewer, at = request.viewer, request.now
    if do == "open" and opening.is_valid():
        told = opening.cleaned_data
        policy.require_account_keeper(viewer)
        unit = unit_anywhere(told["unit"])
        opened = actions.open_account_for(actor=viewer, at=at, **{**told, "unit": unit.code})
        tell(request, OPENED, name=told["username"], code=opened["activation"])
        return True
    if do == "grant" and granting.is_valid():
        told = granting.cleaned_data
        actions.grant_role(
            actor=viewer, at=at, username=told["username"], role=told["role"], unit=unit_anywhere(told["unit"]).code
        )
        tell(request, GRANTED, name=told["username"])
        return True
    if do == "disable":
        actions.disable_account(actor=viewer, at=at, username=request.POST.get("username", ""))
        tell(request, DISABLED, name=request.POST.get("username", ""))
        return True
    if do == "reissue":
        code = actions.reissue_activation(actor=viewer, at=at, username=request.POST.get("username", ""))
        tell(request, OPENED, name=request.POST.get("username", ""), code=code)
        return True
    if do == "revoke":
        username, role, unit_code = (request.POST.get("grant", "") + "||").split("|")[:3]
        actions.revoke_role(actor=viewer, at=at, username=username, role=role, unit=unit_code)
        tell(request, REVOKED, name=username)
        return True
    return False
