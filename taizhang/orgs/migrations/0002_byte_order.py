from django.db import migrations

from taizhang.kit.migrating import byte_order


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]
    operations = [
        migrations.RunPython(byte_order(("orgs_unit", "path"), ("orgs_placement", "path")), migrations.RunPython.noop)
    ]
