"""Shapes of input for acts on items: one form for each thing an act needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from taizhang.documents.dates import read_date
from taizhang.documents.forms import ManyFiles, OfficeDate, choose, dressed, suggesting
from taizhang.documents.labels import BAD_DATE
from taizhang.kit.clock import day_of, now
from taizhang.kit.errors import BadInput
from taizhang.kit.words import _
from taizhang.ledger import labels
from taizhang.ledger.selectors import Filters
from taizhang.ledger.states import STAGES
from taizhang.obligations.rules import period_words

AREA = forms.Textarea(attrs={"rows": 3})
PROOF = _("照片、文件、记录、纪要都可以，不强求照片")


class Act(forms.Form):
    """What every act's form carries: the version the page was drawn from."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    def told(self) -> dict[str, Any]:
        """The cleaned fields as the action's keywords; empty strings stay out of dates."""
        return dict(self.cleaned_data)


class Note(Act):
    note = forms.CharField(label="说明", required=False, widget=AREA)


class Reason(Act):
    note = forms.CharField(label="理由", widget=AREA, help_text="对方会看到，写清楚怎么改")


class Words(Act):
    note = forms.CharField(label="说明", widget=AREA, help_text="一句话就够")
    files = ManyFiles(label="佐证", help_text=PROOF)  # type: ignore[assignment]


class Verification(Act):
    finding = forms.ChoiceField(
        label="核实结论", choices=[(k, lazy(v)) for k, v in labels.FINDINGS.items() if k != "untrue"]
    )
    went = forms.CharField(label="谁去核实", max_length=60)
    went_on = OfficeDate(label="核实日期")
    how = forms.CharField(label="怎样核实", max_length=200, help_text="如：到村查看、查阅台账、找人谈话")
    basis = forms.CharField(label="核实依据", widget=AREA)
    files = ManyFiles(label="佐证", help_text=PROOF)  # type: ignore[assignment]


class UntrueVerification(Verification):
    finding = None  # type: ignore[assignment]


class Plan(Act):
    measures = forms.CharField(label="整改措施", widget=AREA, help_text="可以写多条，一条一行")
    timing = forms.ChoiceField(label="时限方式", choices=[(k, lazy(v)) for k, v in labels.TIMINGS.items()])
    due_on = OfficeDate(label="整改时限", required=False, help_text="限期的必须填")
    person = forms.CharField(label="责任人", required=False, max_length=60)
    leader = forms.CharField(label="责任领导", required=False, max_length=60)
    cause = forms.CharField(label="原因", required=False, widget=AREA)
    goal = forms.CharField(label="整改目标", required=False, max_length=200)


class Measures(Act):
    measures = forms.CharField(label="整改措施", widget=AREA)


class Extension(Act):
    due_on = OfficeDate(label="新时限")
    note = forms.CharField(label="理由", widget=AREA)


class Reopening(Act):
    note = forms.CharField(label="理由", widget=AREA, help_text="写清又出现了什么")
    due_on = OfficeDate(label="新时限")


class Result(Act):
    note = forms.CharField(label="整改结果", widget=AREA, help_text="做了什么、现在怎样")
    files = ManyFiles(label="佐证", help_text=PROOF)  # type: ignore[assignment]


class Acceptance(Act):
    note = forms.CharField(label="验收意见", required=False, widget=AREA)
    on_site = forms.CharField(label="现场查验情况", required=False, widget=AREA, help_text="没有佐证时必须写")
    files = ManyFiles(label="佐证", help_text=PROOF)  # type: ignore[assignment]


class ToUnit(Act):
    unit = forms.CharField(label="新的责任单位", widget=suggesting(), help_text="写名称或代码")
    note = forms.CharField(label="理由", widget=AREA)


class Into(Act):
    into = forms.CharField(label="共性问题的编号", max_length=20)
    note = forms.CharField(label="理由", widget=AREA)


class Units(Act):
    each = forms.BooleanField(label="下面每个组织各一份", required=False)
    units = forms.CharField(label="或只给其中几个", required=False, widget=AREA, help_text="一行写一个组织的名称")
    note = forms.CharField(label="说明", required=False, widget=AREA)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("each") and not told.get("units", "").strip():
            self.add_error("units", gettext(labels.WHOM))
        return told

    def told(self) -> dict[str, Any]:
        """The units by name; `each`: the view adds all that hang directly below."""
        names = [line.strip() for line in self.cleaned_data["units"].splitlines() if line.strip()]
        return {**self.cleaned_data, "units": names}


class NewPerson(Act):
    person = forms.CharField(label="新责任人", max_length=60)
    note = forms.CharField(label="说明", required=False, widget=AREA)


class Period(Act):
    period = forms.ChoiceField(label="哪一期")
    done_on = OfficeDate(label="哪天办的")
    topic = forms.CharField(label="研究事项", max_length=200)
    difficulty = forms.CharField(label="解决的难题", required=False, max_length=200)
    about = forms.CharField(
        label="对应的问题或任务编号", required=False, max_length=20, help_text="填了编号，后来办成什么样自动跟着走"
    )
    note = forms.CharField(label="说明", required=False, max_length=200)


SESSION = ("topic", "difficulty", "about")  # asked only where a committee's session is recorded


class Exemption(Act):
    period = forms.ChoiceField(label="免办哪一期")
    note = forms.CharField(label="理由", widget=AREA)


class DoneOnce(Act):
    """One record that satisfies several duties: the meeting was held once, it is written down once."""

    done_on = OfficeDate(label="哪天办的")
    topic = forms.CharField(label="研究事项", required=False, max_length=200, help_text="勾选了专题研究党建的，要写")
    note = forms.CharField(label="说明", required=False, max_length=200, help_text="如：4月12日支部党员大会")

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


BY_NEEDS: dict[str, type[Act]] = {
    "": Note,
    "reason": Reason,
    "text": Words,
    "verification": Verification,
    "plan": Plan,
    "measures": Measures,
    "extension": Extension,
    "reopening": Reopening,
    "result": Result,
    "acceptance": Acceptance,
    "unit": ToUnit,
    "item": Into,
    "units": Units,
    "person": NewPerson,
    "period": Period,
    "exemption": Exemption,
}


def form_for(act: str, needs: str) -> type[Act]:
    """The form of an act."""
    return UntrueVerification if act == "claim_untrue" else BY_NEEDS[needs]


def for_session(form: Act, session: bool) -> Act:
    """Ask what was taken up only where a committee's session is recorded."""
    for name in () if session else SESSION:
        form.fields.pop(name, None)
    return form


def with_periods(form: Act, instances: Any) -> Act:
    """Offer the periods that can still be recorded, or lifted."""
    if "period" in form.fields:
        fits = ("due", "missed", "not_due") if isinstance(form, Exemption) else ("due", "missed")
        words = [(one.period.key, period_words(one.period.key)) for one in instances if one.state in fits]
        choose(form, "period", [(key, gettext(sentence).format(**facts)) for key, (sentence, facts) in words])
    return form


class RaiseForm(Act):
    """A problem seen."""

    unit = forms.CharField(label="责任单位", widget=suggesting(), help_text="写名称，如：东坡村党支部")
    title = forms.CharField(label="问题描述", widget=AREA, help_text="写清具体的事、时间、地点")
    source = forms.ChoiceField(label="来源")
    source_detail = forms.CharField(
        label="来源说明", required=False, max_length=120, help_text="如：专题片03:12、某次检查"
    )
    category = forms.ChoiceField(label="类别", required=False)
    severity = forms.ChoiceField(label="程度", required=False)
    found_by = forms.CharField(label="发现人", required=False, max_length=60)
    found_on = OfficeDate(label="发现时间", required=False)
    files = ManyFiles(label="佐证", help_text=PROOF)  # type: ignore[assignment]

    def __init__(self, *args: Any, terms: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = [("", "—")]
        choose(self, "source", [(key, lazy(one["label"])) for key, one in terms["sources"].items()])
        choose(self, "category", plain + [(word, lazy(word)) for word in terms["categories"]])
        choose(self, "severity", plain + [(word, lazy(word)) for word in terms["severities"]])
        dressed(self)

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def filters_from(query: Any) -> Filters:
    """Filters from a query string; unknown names are passed over, a day may be written in any of the office's ways."""
    told = {name: str(query.get(name, ""))[:100] for name in Filters.__dataclass_fields__}
    if told["day"]:
        day = read_date(told["day"], day_of(now()))
        if day is None:
            raise BadInput(BAD_DATE, text=told["day"])
        if day > day_of(now()):
            raise BadInput(labels.NOT_YET, day=told["day"])
        told["day"] = day.isoformat()
    for name, known in KNOWN.items():
        if told[name] and told[name] not in known:
            raise BadInput(labels.NO_FILTER, text=told[name], what=KNOWN_AS[name])
    return Filters(**told)


KNOWN: dict[str, Any] = {
    "kind": labels.KINDS,
    "state": {"open", "ended", *labels.STATES},
    "light": {"late", "near", "recurring"},
    "stage": set(STAGES.values()),
}
KNOWN_AS = {"kind": _("清单"), "state": _("状态"), "light": _("灯"), "stage": _("阶段")}
