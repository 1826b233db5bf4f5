"""Fields of forms that read what people write."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from taizhang.documents.dates import read_date
from taizhang.documents.grids import LIMIT
from taizhang.documents.labels import BAD_DATE, TOO_BIG, TOO_MANY_FILES
from taizhang.kit.clock import day_of, now

FILES_MOST, BYTES_MOST = 9, 60 * 1024**2


UNITS = "/units/suggest/"  # the tree's names, as they are written


def suggesting(rows: int = 0) -> forms.Widget:
    """An input below which names of units are offered; with `rows` one that takes several, a line or a part each."""
    if rows:
        return forms.Textarea(attrs={"rows": rows, "data-suggest": UNITS})
    return forms.TextInput(attrs={"data-suggest": UNITS, "data-single": ""})


class OneFile(forms.FileField):
    """One uploaded file as (name, bytes), read only when its size allows; None when there is none."""

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes] | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > LIMIT:
            raise ValidationError(gettext(TOO_BIG).format(size=file.size // 1024**2, limit=LIMIT // 1024**2))
        return file.name, file.read()


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
        total = sum(one.size for one in files if one)
        if len(files) > FILES_MOST or total > BYTES_MOST:
            told = {"count": FILES_MOST, "limit": BYTES_MOST // 1024**2}
            raise ValidationError(gettext(TOO_MANY_FILES).format(**told))
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
