"""What every change of the item table does to `ledger_tally`, on both databases (ADR 0015)."""

from django.db import migrations

from taizhang.kit.migrating import by_vendor

KEY = ("unit_id", "kind", "state", "recurring")
COLUMNS = ", ".join(KEY)


def _plus(row: str) -> str:
    values = ", ".join(f"{row}.{name}" for name in KEY)
    return (
        f"INSERT INTO ledger_tally ({COLUMNS}, count) VALUES ({values}, 1) "
        f"ON CONFLICT ({COLUMNS}) DO UPDATE SET count = ledger_tally.count + 1"
    )


def _minus(row: str) -> str:
    same = " AND ".join(f"{name} = {row}.{name}" for name in KEY)
    return f"UPDATE ledger_tally SET count = count - 1 WHERE {same}"


CHANGED = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in KEY)
SQLITE = [
    f"CREATE TRIGGER ledger_tally_made AFTER INSERT ON ledger_item BEGIN {_plus('NEW')}; END",
    f"CREATE TRIGGER ledger_tally_gone AFTER DELETE ON ledger_item BEGIN {_minus('OLD')}; END",
    f"CREATE TRIGGER ledger_tally_moved AFTER UPDATE OF {COLUMNS} ON ledger_item WHEN {CHANGED} "
    f"BEGIN {_minus('OLD')}; {_plus('NEW')}; END",
]
# Deferred: they run when the act commits, while it holds the journal's tip, so two acts never wait for each other here.
POSTGRESQL = [
    f"""CREATE FUNCTION ledger_count() RETURNS trigger AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN {_minus("OLD")}; END IF;
    IF TG_OP <> 'DELETE' THEN {_plus("NEW")}; END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql""",
    "CREATE CONSTRAINT TRIGGER ledger_tally_made AFTER INSERT OR DELETE ON ledger_item "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_count()",
    f"CREATE CONSTRAINT TRIGGER ledger_tally_moved AFTER UPDATE OF {COLUMNS} ON ledger_item "
    f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION ledger_count()",
]
FILL = (
    f"INSERT INTO ledger_tally ({COLUMNS}, count) SELECT {COLUMNS}, COUNT(*) FROM ledger_item GROUP BY {COLUMNS}"
)
EMPTY = "DELETE FROM ledger_tally"
DROP_SQLITE = [f"DROP TRIGGER ledger_tally_{name}" for name in ("made", "gone", "moved")]
DROP_POSTGRESQL = [
    "DROP TRIGGER ledger_tally_made ON ledger_item",
    "DROP TRIGGER ledger_tally_moved ON ledger_item",
    "DROP FUNCTION ledger_count()",
]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_tally")]
    operations = [
        migrations.RunPython(by_vendor([EMPTY, FILL, *SQLITE], [EMPTY, FILL, *POSTGRESQL]), by_vendor(DROP_SQLITE, DROP_POSTGRESQL)),
    ]
