"""Shapes of input for inspections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from taizhang.documents.forms import ManyFiles, OfficeDate, OneFile, choose, dressed, suggesting
from taizhang.inspection import labels
from taizhang.orgs.labels import FIELDS, KINDS

AREA = forms.Textarea(attrs={"rows": 3})
TICKS = forms.CheckboxSelectMultiple
Choices = Iterable[tuple[str, str]]


def words(table: Mapping[str, str]) -> list[tuple[str, Any]]:
    """A table of labels as a field's choices."""
    return [(key, lazy(label)) for key, label in table.items()]


class Form(forms.Form):
    """Any form of this app, in the kit's dress."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    def told(self) -> dict[str, Any]:
        """The action's keywords."""
        return dict(self.cleaned_data)


class PlanForm(Form):
    title = forms.CharField(label="名称", max_length=120, help_text="如：2026年上半年基层党建调研检查")
    theme = forms.CharField(label="主题", required=False, widget=AREA, help_text="查什么、为什么查，可以不写")
    breadth = forms.ChoiceField(label="集中或专项", choices=words(labels.BREADTHS))
    rhythm = forms.ChoiceField(label="定期或日常", choices=words(labels.RHYTHMS))
    manner = forms.ChoiceField(
        label="明察、暗访或定点解剖", choices=words(labels.MANNERS), help_text="暗访在公布以前，被查单位看不到"
    )
    basis = forms.ChoiceField(label="检查依据", choices=words(labels.BASES))
    basis_paper = forms.CharField(label="依据的文号或名称", max_length=120, help_text="没有批准的检查不能开始")
    basis_by = forms.CharField(label="批准人或批准机关", max_length=60)
    basis_on = OfficeDate(label="批准日期")
    from_on = OfficeDate(label="从哪天起")
    to_on = OfficeDate(label="到哪天止")
    checklists = forms.MultipleChoiceField(label="用哪些检查表", widget=TICKS)

    def __init__(self, *args: Any, checklists: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "checklists", list(checklists))


class UnitsForm(Form):
    """Beside its own fields, one number a stratum: `n1`, `n2` … in the order of `strata`."""

    how = forms.ChoiceField(label="怎样确定", choices=[("", "—"), *words(labels.HOWS)])
    kinds = forms.MultipleChoiceField(label="组织类别", required=False, widget=TICKS, help_text="不选就是都算")
    fields_ = forms.MultipleChoiceField(
        label="领域", required=False, widget=TICKS, choices=words(FIELDS), help_text="不选就是都算"
    )
    units = forms.CharField(
        label="点名的单位",
        required=False,
        widget=suggesting(rows=3),
        help_text="一行写一个，点名时填；写两三个字就有名称可选",
    )
    seed = forms.CharField(
        label="抽取种子", required=False, max_length=60, help_text="当众抽的号码或任意文字；不填由系统产生。抽取时用"
    )

    def __init__(self, *args: Any, kinds: Sequence[str], strata: Sequence[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kinds", [(key, lazy(KINDS.get(key, key))) for key in kinds])
        self.strata = [name for name, _there in strata]
        for number, (name, there) in enumerate(strata, 1):
            label = gettext("{name}抽几个（共{count}个）").format(name=name, count=there)
            self.fields[f"n{number}"] = forms.IntegerField(label=label, required=False, min_value=0, max_value=there)
        dressed(self)

    def told(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        counts = {name: told.pop(f"n{number}") or 0 for number, name in enumerate(self.strata, 1)}
        told["units"] = [line.strip() for line in told["units"].splitlines() if line.strip()]
        fields = told.pop("fields_")
        return {**told, "fields": fields, "counts": counts}


class TeamsForm(Form):
    teams = forms.CharField(
        label="小组",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一组，写“组名：组长、组员、组员”。第一个是组长；写一个姓就有人可选",
    )

    def __init__(self, *args: Any, people: Mapping[str, str], plan: str, **kwargs: Any) -> None:
        """`people`: user name → name of those who may go."""
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["teams"].widget.attrs["data-suggest"] = reverse("plan_people", args=[plan])

    def clean_teams(self) -> list[dict[str, Any]]:
        lines = [line.strip() for line in self.cleaned_data["teams"].splitlines() if line.strip()]
        return [self._team(number, line) for number, line in enumerate(lines, 1)]

    def _team(self, number: int, line: str) -> dict[str, Any]:
        if not re.search("[:：]", line) and re.search(r"[、，,\s]", line):
            raise ValidationError(gettext(labels.TEAM_COLON).format(number=number, line=line[:40]))
        name, sign, rest = line.replace("：", ":").partition(":")
        told = [one for one in re.split(r"[、，,\s]+", rest if sign else name) if one]
        found = [self._person(one) for one in told]
        if not found:
            raise ValidationError(gettext(labels.NO_TEAMS))
        label = name.strip() if sign else gettext("第{number}组").format(number=number)
        return {"name": label, "head": found[0], "members": found}

    def _person(self, text: str) -> str:
        bare = re.sub(r"[（(].*?[)）]", "", text)
        same = [user for user, name in self.people.items() if bare in (user, name)]
        if len(same) != 1:
            raise ValidationError(gettext(labels.NO_MEMBER if not same else labels.SAME_NAME).format(name=bare[:40]))
        return same[0]


class TeamForm(Form):
    team = forms.TypedChoiceField(label="改由哪个小组去", coerce=int)

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "team", list(teams))


class IntoForm(Form):
    into = forms.ChoiceField(label="并入哪一次走访")

    def __init__(self, *args: Any, visits: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "into", list(visits))


class NoteForm(Form):
    note = forms.CharField(label="说明", required=False, widget=AREA, help_text="可以不写")


class ReasonForm(Form):
    note = forms.CharField(label="理由", widget=AREA)


class PlaceForm(Form):
    place = forms.CharField(
        label="地点", required=False, max_length=60, help_text="检查表要求、您也愿意写才写；不定位、不记轨迹"
    )


class WordsForm(Form):
    note = forms.CharField(label="异议内容", widget=AREA, help_text="用自己的话写清哪一项不符、实际怎样")


class ReplyForm(Form):
    note = forms.CharField(
        label="答复内容", widget=AREA, help_text="写明维持的理由；单位说得对的，可以重开走访改结果，或者到台账作废问题"
    )


class FindingForm(Form):
    text = forms.CharField(label="问题", widget=AREA, help_text="写清具体的事、时间、地点")
    category = forms.ChoiceField(label="类别", required=False)
    due_on = OfficeDate(label="建议整改到哪天", required=False, help_text="不填就按规则书")
    at_once = forms.BooleanField(label="同时登记到问题清单", required=False)
    files = ManyFiles(label="佐证", help_text="不强求照片")  # type: ignore[assignment]

    def __init__(self, *args: Any, categories: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "category", [("", "—"), *((one, lazy(one)) for one in categories)])


class RecheckForm(Form):
    item = forms.CharField(widget=forms.HiddenInput)
    held = forms.ChoiceField(label="回看结果", widget=forms.RadioSelect)
    note = forms.CharField(label="看到的情况", widget=AREA, help_text="写清在哪里看到什么")
    due_on = OfficeDate(label="反弹了：再整改到哪天", required=False, help_text="不填就按规则书")
    files = ManyFiles(label="佐证", help_text="不强求照片")  # type: ignore[assignment]

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        """`code`: the problem's; many such forms stand on one page."""
        super().__init__(*args, auto_id=f"b{code}-%s", initial={"item": code}, **kwargs)
        choose(self, "held", words(labels.HELD))

    def told(self) -> dict[str, Any]:
        """The action's keywords."""
        return super().told() | {"held": self.cleaned_data["held"] == "yes"}


class TalkForm(Form):
    role = forms.CharField(label="谈话对象的身份", max_length=40, help_text="如：普通党员、村民代表；不写姓名")
    points = forms.CharField(label="谈话要点", widget=AREA, help_text="只记要点，不逐字记")


class RevisitForm(Form):
    days = forms.TypedChoiceField(label="结束后多少天", coerce=int)
    seed = forms.CharField(label="抽取种子", required=False, max_length=60, help_text="不填由系统产生")

    def __init__(self, *args: Any, days: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "days", [(str(one), str(one)) for one in days])


class CauseForm(Form):
    title = forms.CharField(label="共性问题", widget=AREA, max_length=300)
    items = forms.MultipleChoiceField(label="归到它名下的问题", widget=TICKS)

    def __init__(self, *args: Any, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "items", list(items))


class RecusalForm(Form):
    unit = forms.CharField(label="哪个组织", widget=suggesting(), help_text="写名称或代码")
    reason = forms.CharField(label="什么关系", max_length=200, help_text="如：近亲属任职")


class FilesForm(Form):
    files = ManyFiles()  # type: ignore[assignment]


class SheetForm(Form):
    file = OneFile(label="检查表（Excel）", help_text="单位自己的评分表也可以：项目、标准、分值、评分说明、方式")
    title = forms.CharField(label="名称", required=False, max_length=120, help_text="表里“说明”页已经写明的不用填")
    book = forms.SlugField(
        label="英文代号", required=False, max_length=40, help_text="同一张表以后换版时不变，如check-school"
    )
    version = forms.CharField(label="版本", required=False, max_length=20, help_text="如2026.2")
    in_force_from = OfficeDate(label="从哪天起用", required=False)
