"""Four indexes whose columns another index begins with: every act wrote them for nothing.

By name, not by altering the fields: SQLite would build the item table anew and lose its triggers.
"""

from django.db import migrations, models
from django.db.models.deletion import PROTECT

DOUBLE = (
    ("ledger_item_accepting_id_c67cc6e8", "ledger_item", "accepting_id"),
    ("ledger_itemunit_item_id_489523fd", "ledger_itemunit", "item_id"),
    ("ledger_step_item_id_1e79e497", "ledger_step", "item_id"),
    ("ledger_tally_unit_id_1bc26ff9", "ledger_tally", "unit_id"),
)


def _without_index(name, to, related_name):
    field = models.ForeignKey(db_index=False, on_delete=PROTECT, related_name=related_name, to=to)
    return {"name": name, "field": field}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_asked_index"), ("orgs", "0003_line")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(f"DROP INDEX {name}", f"CREATE INDEX {name} ON {table} ({column})")
                for name, table, column in DOUBLE
            ],
            [
                migrations.AlterField("item", **_without_index("accepting", "orgs.unit", "accepted_items")),
                migrations.AlterField("itemunit", **_without_index("item", "ledger.item", "units")),
                migrations.AlterField("step", **_without_index("item", "ledger.item", "steps")),
                migrations.AlterField("tally", **_without_index("unit", "orgs.unit", "+")),
            ],
        ),
    ]
