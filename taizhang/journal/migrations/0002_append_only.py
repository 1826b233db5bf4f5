"""Triggers: entries and heads are never changed and never deleted, whoever asks."""

from django.db import migrations

from taizhang.kit.migrating import by_vendor, byte_order

TABLES = ("journal_entry", "journal_head")
WORDS = "the journal is append-only"
SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
]
# INSERT OR REPLACE deletes without firing the delete trigger, so an insert must be truly new
SQLITE += [
    "CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry WHEN NEW.seq <= "
    f"(SELECT COALESCE(MAX(seq), 0) FROM journal_entry) BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    "CREATE TRIGGER journal_head_no_replace BEFORE INSERT ON journal_head WHEN EXISTS "
    "(SELECT 1 FROM journal_head WHERE size = NEW.size OR id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
]
POSTGRESQL = [
    f"CREATE FUNCTION journal_refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$ LANGUAGE plpgsql"
] + [
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION journal_refuse()"
    for table in TABLES
    for verb in ("UPDATE", "DELETE", "TRUNCATE")
]


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunPython(by_vendor(SQLITE, POSTGRESQL), migrations.RunPython.noop),
        migrations.RunPython(byte_order(("journal_entry", "path")), migrations.RunPython.noop),
    ]
