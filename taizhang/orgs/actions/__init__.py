"""The acts on the tree: the only code that writes it."""

from taizhang.orgs.actions.changing import (
    BEFORE_CLOSING,
    close_unit,
    merge_unit,
    move_unit,
    open_unit,
    rename_unit,
    set_field_owner,
    set_line,
    split_unit,
)
from taizhang.orgs.actions.taking_in import RosterRefused, import_units, load_division

__all__ = [
    "BEFORE_CLOSING",
    "RosterRefused",
    "close_unit",
    "import_units",
    "load_division",
    "merge_unit",
    "move_unit",
    "open_unit",
    "rename_unit",
    "set_field_owner",
    "set_line",
    "split_unit",
]
