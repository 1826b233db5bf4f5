"""Shapes of input for signing in and keeping accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from taizhang.documents.forms import OfficeDate, choose, dressed, suggesting
from taizhang.orgs.labels import FIELDS
from taizhang.people import labels


class Dressed(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class SignIn(Dressed):
    username = forms.CharField(
        label="用户名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class Activate(Dressed):
    username = forms.CharField(label="用户名", max_length=40)
    activation = forms.CharField(label="激活码", max_length=20)
    password = forms.CharField(
        label="新密码",
        help_text="至少12位，大写、小写、数字、符号中至少三种",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class OpenAccount(Dressed):
    name = forms.CharField(label="姓名", max_length=40)
    username = forms.CharField(label="用户名", max_length=40)
    unit = forms.CharField(label="所在组织", widget=suggesting(), help_text="写名称或代码")
    title = forms.CharField(label="职务", max_length=40)


class PostForm(Dressed):
    name = forms.CharField(label="姓名", max_length=40)
    title = forms.CharField(label="职务", max_length=40)
    on = OfficeDate(label="任职日期", required=False, help_text="不填就是今天")


class PortfolioForm(Dressed):
    person = forms.ChoiceField(label="谁")
    field = forms.ChoiceField(label="分管领域", choices=[(key, lazy(word)) for key, word in FIELDS.items()])

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "person", people)


class ContactForm(Dressed):
    person = forms.ChoiceField(label="哪位领导")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "person", people)


class Grant(Dressed):
    username = forms.CharField(label="用户名", max_length=40)
    role = forms.ChoiceField(label="角色", choices=[(key, lazy(word)) for key, word in labels.ROLES.items()])
    unit = forms.CharField(label="在哪个组织", widget=suggesting(), help_text="写名称或代码")
