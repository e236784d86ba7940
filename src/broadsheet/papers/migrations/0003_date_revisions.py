from datetime import UTC, datetime

from django.db import migrations


def date_what_is_there(apps, schema_editor):
    """Papers taken in before revisions had dates count as changed now: a harvester reads them once more."""
    counter = apps.get_model("papers", "Counter").objects.filter(name="revision").first()
    if counter is not None:
        apps.get_model("papers", "Revision").objects.create(number=counter.value, at=datetime.now(UTC))


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_revision")]

    operations = [migrations.RunPython(date_what_is_there, migrations.RunPython.noop, elidable=True)]
