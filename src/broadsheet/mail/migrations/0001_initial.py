
import broadsheet.mail.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(db_index=True, max_length=254)),
                ('kind', models.CharField(max_length=20)),
                ('payload', models.JSONField(default=dict)),
                ('idempotency_key', models.CharField(max_length=100, null=True, unique=True)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('state', models.CharField(choices=broadsheet.mail.models.mail_state_choices, default='due', max_length=16)),
                ('urgency', models.IntegerField(default=1)),
                ('attempts', models.IntegerField(default=0)),
                ('created', models.DateTimeField()),
                ('next_try', models.DateTimeField()),
                ('begun', models.DateTimeField(db_index=True, null=True)),
                ('settled', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'urgency', 'id'], name='outbox_queue')],
            },
        ),
    ]
