from django.db import migrations

from taizhang.kit.migrating import by_vendor, byte_order

SQLITE = ["CREATE VIRTUAL TABLE ledger_search USING fts5(words, tokenize = \"unicode61 remove_diacritics 0\")"]
POSTGRESQL = [
    "CREATE TABLE ledger_search (item_id bigint PRIMARY KEY, grams text[] NOT NULL)",
    "CREATE INDEX ledger_search_grams ON ledger_search USING gin (grams)",
]
DROP = ["DROP TABLE ledger_search"]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunPython(by_vendor(SQLITE, POSTGRESQL), by_vendor(DROP, DROP)),
        migrations.RunPython(byte_order(("ledger_item", "path"), ("ledger_itemunit", "path")), migrations.RunPython.noop),
    ]
