"""Shapes of input for slips."""

from __future__ import annotations

from typing import Any

from django import forms

from taizhang.documents.forms import ManyFiles, OfficeDate, choose, dressed, suggesting

AREA = forms.Textarea(attrs={"rows": 3})


class Form(forms.Form):
    """Any form of this app, in the kit's dress."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class OpenForm(Form):
    item = forms.CharField(label="台账编号", required=False, max_length=20, help_text="督办台账上的事项，只填编号就行")
    unit = forms.CharField(
        label="承办单位", required=False, widget=suggesting(), help_text="台账上没有的事项，写承办单位名称"
    )
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


class CaseForm(Form):
    unit = forms.CharField(label="所在单位", widget=suggesting())
    person = forms.CharField(label="被建议问责的人", max_length=60)
    post = forms.CharField(label="职务", required=False, max_length=120)
    grounds = forms.MultipleChoiceField(label="符合哪种情形", widget=forms.CheckboxSelectMultiple)
    records = forms.CharField(
        label="依据的台账编号或督办单文号", widget=AREA, help_text="一行一个，如 P26-00001；没有记录作依据的不能提"
    )
    facts = forms.CharField(label="事实", widget=AREA, help_text="写清时间、事情、后果")

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "grounds", grounds)

    def told(self) -> dict[str, Any]:
        """The action's keywords."""
        told = dict(self.cleaned_data)
        told["records"] = [one.strip() for one in told["records"].replace("、", "\n").splitlines() if one.strip()]
        return told


class StatementForm(Form):
    note = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 6}), help_text="由本人说明，照原话写")


class DecisionForm(Form):
    measure = forms.ChoiceField(label="决定的措施")
    body = forms.CharField(label="作出决定的机关", max_length=120)
    paper = forms.CharField(label="决定的文号", max_length=60)
    decided_on = OfficeDate(label="决定日期")
    note = forms.CharField(label="说明", required=False, widget=AREA)

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "measure", measures)


class AppealForm(Form):
    note = forms.CharField(label="答复", widget=AREA)
    measure = forms.ChoiceField(label="改变决定的，改为", required=False)
    paper = forms.CharField(label="新的文号", required=False, max_length=60)

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "measure", [("", "—"), *measures])
