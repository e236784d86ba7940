from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0007_standing_of_candidates")]

    operations = [
        migrations.AddField(
            model_name="reject", name="count", field=models.PositiveIntegerField(default=1)
        ),
        migrations.AddField(model_name="reject", name="examples", field=models.JSONField(default=list)),
    ]
