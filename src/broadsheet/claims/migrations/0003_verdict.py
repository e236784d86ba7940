from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_runs")]

    operations = [
        migrations.RenameField("claim", "standing", "verdict"),
        migrations.RenameField("claim", "standing_since", "verdict_since"),
    ]
