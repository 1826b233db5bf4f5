"""Fields of forms that read what people write."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from taizhang.documents.dates import read_date
from taizhang.documents.labels import BAD_DATE
from taizhang.kit.clock import day_of, now


class OfficeDate(forms.CharField):
    """A day written in any of the office's ways: 2026.6.30, 6月30日, 9月底前; or picked."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"placeholder": "2026.6.30", "inputmode": "text"}))
        super().__init__(**options)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        day = read_date(text, day_of(now()))
        if day is None:
            raise ValidationError(gettext(BAD_DATE).format(text=text))
        return day


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several uploaded files as (name, bytes) pairs; none is fine."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", ManyFilesInput(attrs={"multiple": True}))
        options.setdefault("required", False)
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [
            (one.name, one.read()) for one in (super(ManyFiles, self).clean(file, initial) for file in files) if one
        ]


def dressed(form: forms.Form) -> forms.Form:
    """Give the kit's classes to the form's inputs."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.Select):
            widget.attrs.setdefault("class", "form-select")
        elif not isinstance(widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)):
            widget.attrs.setdefault("class", "form-control")
    return form


def choose(form: forms.Form, name: str, choices: Any) -> None:
    """Set the choices of a form's field."""
    field = form.fields[name]
    if isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField)):
        field.choices = choices
