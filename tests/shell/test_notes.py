"""Notes on a sheet, as the page shows them."""

from taizhang.ledger.sheets import Said
from taizhang.shell.intake import grouped


def test_the_same_sentence_is_said_once_with_the_cells_it_is_about() -> None:
    notes = [
        Said(row, f"C{row}", "“{text}”当作{unit}", {"text": "后岭村", "unit": "石桥镇后岭村"}) for row in range(2, 9)
    ]
    told = grouped([*notes, Said(3, "D3", "没有这种来源", {})])
    assert [(one["cell"], one["message"]) for one in told] == [
        ("C2、C3、C4 …×7", "“后岭村”当作石桥镇后岭村"),
        ("D3", "没有这种来源"),
    ]
