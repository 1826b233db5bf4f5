"""Workbooks made for tests, as offices fill them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl


def workbook(rows: Sequence[Sequence[object]], merges: Sequence[str] = (), epoch_1904: bool = False) -> bytes:
    """An .xlsx with these rows and merged cells."""
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = book.active
    for row in rows:
        page.append(list(row))
    for merge in merges:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PROBLEMS = (
    ("柳沟镇党委抓基层党建工作问题清单", None, None, None, None, None),
    ("填报单位：柳沟镇党委（盖章）", None, None, None, None, "2026.7.8"),
    ("序号", "存在问题", "问题来源", "责任单位", "责任人", "整改时限"),
    (1, "会议记录不规范", "专题片03:12", "东坡村党支部", "赵  立民", "9月底前"),
    (2, "公开栏未更新", "暗访", "后岭村党支部", "孙桂兰、周海", "立行立改"),
    (3, "会议记录不规范", "点评", "东坡村党支部", "赵立民", "2026/9/30"),
    (None, None, None, None, None, None),
    ("填表人：何敏", None, None, "联系电话：", "审核人：镇党委书记 马国栋", None),
)
LEDGER = (
    ("县直机关工委基层党建问题整改台账（截至2026年9月30日）",) + (None,) * 11,
    (
        "编号",
        "类别",
        "问题描述",
        "整改措施",
        "整改时限",
        None,
        "责任",
        None,
        "进展情况",
        "完成情况",
        "验收人",
        "销号时间",
    ),
    (None, None, None, None, "启动", "完成", "责任领导", "责任人", None, None, None, None),
    (
        "A-1",
        "组织生活",
        "主题党日少2次",
        "补开",
        "2026-07-10",
        "2026年8月15日",
        "田野",
        "乔安",
        "已补开",
        "已完成",
        "县委组织部",
        "2026.8.20",
    ),
    ("A-2", None, "支部换届超期", "换届", "7月中旬", "9月底前", "田野", "闫 明", "酝酿", "未完成", None, None),
    (
        "A-3",
        "党员教育",
        "流动党员失联",
        "排查",
        "立行立改",
        "长期坚持",
        "田野",
        "各支部书记",
        "查到2人",
        "基本完成",
        None,
        None,
    ),
    ("A-4", "阵地建设", "活动室被占用", "清理", "45 000", "十月一日前", "—", "房管股", "未启动", "未完成", None, None),
    ("说明：时限栏“长期坚持”的，每季度报一次进展。",) + (None,) * 11,
)
LEDGER_MERGES = (
    "A1:L1",
    "A2:A3",
    "B2:B3",
    "C2:C3",
    "D2:D3",
    "E2:F2",
    "G2:H2",
    "I2:I3",
    "J2:J3",
    "K2:K3",
    "L2:L3",
    "B4:B5",
    "A8:L8",
)
