from django.db import migrations


class Migration(migrations.Migration):
    """Tokens are a table of the app `accounts` from now on."""

    dependencies = [("api", "0001_initial"), ("accounts", "0002_tokens")]

    operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Token")])]
