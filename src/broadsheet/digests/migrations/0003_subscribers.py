"""Tables named after their app and by its words."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('digests', '0002_mailings_move_to_the_outbox'),
    ]

    operations = [
        migrations.DeleteModel(name='Mailing'),
        migrations.RemoveConstraint(model_name='wish', name='wish_once'),
        migrations.RenameModel(old_name='Subscription', new_name='Subscriber'),
        migrations.RenameField(model_name='wish', old_name='subscription', new_name='subscriber'),
        migrations.AlterModelTable(name='subscriber', table=None),
        migrations.AlterModelTable(name='wish', table=None),
        migrations.AlterModelTable(name='composition', table=None),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.UniqueConstraint(fields=('subscriber', 'section', 'value'), name='wish_once'),
        ),
    ]
