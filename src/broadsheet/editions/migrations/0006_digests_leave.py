"""The digest's tables leave this app: see digests 0001."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0005_mailboxes'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name='mailing',
                    name='composition',
                ),
                migrations.RemoveField(
                    model_name='mailing',
                    name='edition',
                ),
                migrations.RemoveField(
                    model_name='mailing',
                    name='subscription',
                ),
                migrations.RemoveField(
                    model_name='wish',
                    name='subscription',
                ),
                migrations.DeleteModel(
                    name='Composition',
                ),
                migrations.DeleteModel(
                    name='Mailing',
                ),
                migrations.DeleteModel(
                    name='Subscription',
                ),
                migrations.DeleteModel(
                    name='Wish',
                ),
            ],
        ),
    ]
