"""Shapes of input for debriefs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from taizhang.debrief import labels
from taizhang.debrief.rules.appraisal import SLIPS
from taizhang.documents.forms import ManyFiles, OfficeDate, OneFile, choose, dressed, suggesting

AREA = forms.Textarea(attrs={"rows": 3})


class Form(forms.Form):
    """Any form of this app, in the kit's dress."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    def told(self) -> dict[str, Any]:
        """The action's keywords."""
        return dict(self.cleaned_data)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("、", "\n").splitlines() if line.strip()]


class OpenForm(Form):
    kind = forms.ChoiceField(label="哪一种")
    meeting_on = OfficeDate(label="哪天开会")
    is_past = forms.BooleanField(label="补录：会已经开过", required=False)
    each = forms.BooleanField(label="下级每个组织都述职", required=False, initial=True)
    units = forms.CharField(
        label="或只写其中几个",
        required=False,
        widget=suggesting(rows=3),
        help_text="一行一个，按述职次序写；本单位书记向党员述职的，写本单位",
    )
    order = forms.ChoiceField(label="次序", required=False)
    films = forms.BooleanField(label="会上先看专题片", required=False)
    place = forms.CharField(label="地点", required=False, max_length=120)
    title = forms.CharField(label="会议名称", required=False, max_length=120, help_text="不填就按单位、年份和种类起名")

    def __init__(self, *args: Any, book: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", [(key, lazy(one["label"])) for key, one in book["kinds"].items()])
        orders = [(key, lazy(one["label"])) for key, one in book["orders"].items()]
        choose(self, "order", [("", lazy(labels.BY_BOOK)), *orders])

    def told(self, below: Iterable[str] = ()) -> dict[str, Any]:
        """The action's keywords; `below`: codes of the units below, when each of them debriefs."""
        told = dict(self.cleaned_data)
        each, named = told.pop("each"), _lines(told["units"])
        return {**told, "units": named or (list(below) if each else [])}


class ArrangeForm(Form):
    speaking = forms.CharField(
        label="到会述职的，按次序一行一个", widget=forms.Textarea(attrs={"rows": 6}), help_text="没有写上的，书面述职"
    )

    def told(self) -> dict[str, Any]:
        return {"speaking": _lines(self.cleaned_data["speaking"])}


class BeginForm(Form):
    chair = forms.CharField(label="主持人", max_length=60)
    place = forms.CharField(label="地点", required=False, max_length=120)
    attending = forms.CharField(
        label="参加会议的其他同志", required=False, widget=AREA, help_text="两代表一委员、党员和群众代表等，一行一个"
    )


class EarlyForm(BeginForm):
    """Begun before the day it was called for: said on purpose."""

    early = forms.BooleanField(label="今天还不是原定的日子，确实改在今天开")

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "early"}


class MoveForm(Form):
    meeting_on = OfficeDate(label="改到哪天开")
    place = forms.CharField(label="地点", required=False, max_length=120)
    note = forms.CharField(label="理由", max_length=200, help_text="如：防汛；述职单位会看到新的日子")


class SheetForm(Form):
    file = OneFile(label="填好的计票表", help_text="阅卷机或人工填的都行，栏目照本页下载的表")


class MinutesForm(Form):
    minutes = forms.CharField(
        label="还要记下的",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="时间、地点、述职、点评都由系统写进会议记录，这里只写别的",
    )
    attending = forms.CharField(label="参加会议的其他同志", required=False, widget=AREA)


class CommentForm(Form):
    unit = forms.ChoiceField(label="点评哪个单位")
    speaker = forms.CharField(label="点评人", required=False, max_length=60)
    speaker_post = forms.CharField(label="点评人职务", required=False, max_length=120)
    nature = forms.ChoiceField(label="类别", choices=[(key, lazy(word)) for key, word in labels.NATURES.items()])
    text = forms.CharField(label="点评内容", widget=AREA, help_text="一条一个意思，照原话写")
    person = forms.CharField(label="责任人", required=False, max_length=120, help_text="不填就是述职人")
    due_on = OfficeDate(label="整改时限", required=False, help_text="肯定的可以不填")
    comment = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", units)


class RecordForm(CommentForm):
    """What was said: by somebody."""

    speaker = forms.CharField(label="点评人", max_length=60)


class LetterForm(Form):
    number = forms.CharField(label="文号", max_length=60, help_text="如：云组函〔2026〕9号")
    signer = forms.CharField(label="签发人", max_length=60)


class ReportForm(Form):
    """One field a section of the book, in its order."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sections: list[Mapping[str, Any]], whole: bool = True, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.keys = [one["key"] for one in sections]
        for one in sections:
            area = forms.Textarea(attrs={"rows": 7})
            self.fields[one["key"]] = forms.CharField(
                label=lazy(one["title"]), widget=area, max_length=20_000, required=whole
            )
        dressed(self)

    def told(self) -> dict[str, Any]:
        return {"sections": [self.cleaned_data[key] for key in self.keys]}


class CountForm(Form):
    """A class's count: slips, then one box a row and option, as the ballot is printed."""

    voter_class = forms.ChoiceField(label="哪一类人员的票")
    given = forms.IntegerField(label="发出票数", min_value=0, max_value=100_000)
    returned = forms.IntegerField(label="收回票数", min_value=0, max_value=100_000)
    invalid = forms.IntegerField(label="无效票数", min_value=0, max_value=100_000, initial=0)
    files = ManyFiles(label="计票表照片", help_text="两遍一致以前，另一位计票人看不到")  # type: ignore[assignment]

    def __init__(self, *args: Any, form: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "voter_class", [(one["key"], lazy(one["label"])) for one in form["classes"]])
        self.rows = form["rows"]
        self.options = form["options"]
        for row in self.rows:
            for option in self.options:
                name = f"{row['key']}:{option['key']}"
                label = f"{row['label']} {option['label']}"
                self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=100_000, initial=0)
        dressed(self)

    def plain(self) -> list[Any]:
        """The fields that stand outside the grid."""
        return [self[name] for name in ("voter_class", "given", "returned", "invalid")]

    def grid(self) -> list[tuple[str, list[Any]]]:
        """Row label → its boxes."""
        named = [(row["label"], [f"{row['key']}:{option['key']}" for option in self.options]) for row in self.rows]
        return [(label, [self[name] for name in names]) for label, names in named]

    def told(self) -> dict[str, Any]:
        told = self.cleaned_data
        marks = [told[f"{row['key']}:{option['key']}"] for row in self.rows for option in self.options]
        return {
            **{name: told[name] for name in ("voter_class", "given", "returned", "invalid", "files")},
            "marks": marks,
        }


class MarkForm(Form):
    part = forms.ChoiceField(label="哪一项")
    value = forms.CharField(label="分数", max_length=10, help_text="0到100")
    basis = forms.CharField(label="依据", widget=AREA, help_text="写明根据哪次检查、哪份材料")

    def __init__(self, *args: Any, parts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "part", parts)


class CapForm(Form):
    cap = forms.ChoiceField(label="哪一种情形")
    basis = forms.CharField(label="依据", widget=AREA, help_text="写明哪件事、哪份材料；只写查实的")

    def __init__(self, *args: Any, caps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "cap", caps)


class DecideGradeForm(Form):
    band = forms.ChoiceField(label="决定的等次")
    note = forms.CharField(label="理由", required=False, widget=AREA, help_text="和测算不一样的，必须写")
    paper = forms.CharField(label="文号或会议纪要号", required=False, max_length=60)

    def __init__(self, *args: Any, bands: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "band", bands)


class AnswerForm(Form):
    upheld = forms.ChoiceField(
        label="异议是否成立", choices=[("0", lazy(labels.NOT_UPHELD)), ("1", lazy(labels.UPHELD))]
    )
    band = forms.ChoiceField(label="改为", required=False)
    note = forms.CharField(label="理由", widget=AREA)
    paper = forms.CharField(label="文号或会议纪要号", required=False, max_length=60)

    def __init__(self, *args: Any, bands: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "band", [("", "—"), *bands])

    def told(self) -> dict[str, Any]:
        return {**self.cleaned_data, "upheld": self.cleaned_data["upheld"] == "1"}


class BoxForm(Form):
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    one = forms.ChoiceField(label="第一位监票人")
    other = forms.ChoiceField(label="第二位监票人")

    def __init__(self, *args: Any, classes: Iterable[Mapping[str, str]], people: Iterable[Any], **kwargs: Any) -> None:
        """`classes`: of voters, each with its number of slips; `people`: who may watch, (user name, name)."""
        super().__init__(*args, **kwargs)
        self.classes = list(classes)
        choices = [("", "—"), *people]
        for name in ("one", "other"):
            choose(self, name, choices)
        for at, one in enumerate(self.classes):
            field = forms.IntegerField(label=one["label"], min_value=0, max_value=SLIPS, initial=0)
            field.widget.attrs |= {"class": "form-control", "inputmode": "numeric"}
            self.fields[f"n{at}"] = field

    def told(self) -> dict[str, Any]:
        """{"key", "counts": {class: slips}, "scrutineers": [two]}."""
        told = self.cleaned_data
        counts = {one["key"]: told[f"n{at}"] for at, one in enumerate(self.classes)}
        return {"key": told["key"], "counts": counts, "scrutineers": [told["one"], told["other"]]}
