from django.db import migrations


def let_every_token_read(apps, schema_editor):
    """Before owners and the scope `write`, every valid token could read, whatever scopes it named."""
    Token = apps.get_model("accounts", "Token")
    for token in Token.objects.iterator():
        if "read" not in token.scopes:
            token.scopes = sorted({*token.scopes, "read"})
            token.save(update_fields=["scopes"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_owners_of_tokens")]

    operations = [migrations.RunPython(let_every_token_read, migrations.RunPython.noop, elidable=True)]
