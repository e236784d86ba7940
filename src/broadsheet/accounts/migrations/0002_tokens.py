from django.db import migrations, models


class Migration(migrations.Migration):
    """Tokens come from the app `api`: the table stays, with its rows."""

    dependencies = [("accounts", "0001_user"), ("api", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Token",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=100, unique=True)),
                        ("digest", models.BinaryField(max_length=32, unique=True)),
                        ("beginning", models.CharField(max_length=12)),
                        ("scopes", models.JSONField(default=list)),
                        ("created", models.DateTimeField()),
                        ("expires", models.DateTimeField(null=True)),
                        ("revoked", models.DateTimeField(null=True)),
                        ("used", models.DateTimeField(null=True)),
                    ],
                    options={"ordering": ("id",), "db_table": "api_token"},
                ),
            ],
        ),
    ]
