"""Shapes of input for slips."""

from __future__ import annotations

from typing import Any

from django import forms

from taizhang.documents.forms import ManyFiles, OfficeDate, dressed

AREA = forms.Textarea(attrs={"rows": 3})


class Form(forms.Form):
    """Any form of this app, in the kit's dress."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class OpenForm(Form):
    item = forms.CharField(label="台账编号", required=False, max_length=20, help_text="督办台账上的事项，只填编号就行")
    unit = forms.CharField(label="承办单位", required=False, help_text="台账上没有的事项，写承办单位名称")
    title = forms.CharField(label="督办事项", required=False, widget=AREA)
    demand = forms.CharField(label="办理要求", required=False, widget=AREA)


class DecideForm(Form):
    due_on = OfficeDate(label="反馈期限", required=False, help_text="不填就按规则书")
    demand = forms.CharField(label="办理要求", required=False, widget=AREA)


class NoteForm(Form):
    note = forms.CharField(label="意见", required=False, widget=AREA, help_text="可以不写")


class ReasonForm(Form):
    note = forms.CharField(label="理由", widget=AREA)


class AnswerForm(Form):
    note = forms.CharField(label="办理情况", widget=AREA, help_text="没有办完的，写进展和原因")
    files = ManyFiles(label="佐证", help_text="不强求照片，有记录就行")  # type: ignore[assignment]


class PauseForm(Form):
    until = OfficeDate(label="暂停到哪天")
    note = forms.CharField(label="理由", widget=AREA)
