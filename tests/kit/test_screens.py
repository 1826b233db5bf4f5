"""What a refusal says, in either language."""

from __future__ import annotations

from django.utils import translation

from taizhang.kit.errors import Absent
from taizhang.kit.screens import said
from taizhang.kit.words import Filled
from taizhang.orgs.labels import NEAR, NO_SUCH_UNIT


def test_a_sentence_inside_a_sentence_is_in_the_readers_language_too() -> None:
    error = Absent(NO_SUCH_UNIT, text="东坡", near=Filled(NEAR, names="东坡村党支部"))
    assert "是不是“东坡村党支部”" in said(error) and "是不是“东坡村党支部”" in str(error)
    with translation.override("en"):
        assert "是不是" not in said(error) and "东坡村党支部" in said(error)
