"""The digest's tables, which editions 0002 made, belong to this app from here on. Nothing changes in the database."""

import broadsheet.digests.models
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('editions', '0006_digests_leave'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Subscription',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.CharField(max_length=254)),
                        ('address_key', models.CharField(max_length=254, unique=True)),
                        ('mailbox', models.CharField(db_index=True, default='', max_length=254)),
                        ('state', models.CharField(choices=broadsheet.digests.models.subscriber_state_choices, default='pending', max_length=16)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('frequency', models.CharField(choices=broadsheet.digests.models.frequency_choices, default='daily', max_length=16)),
                        ('weekday', models.IntegerField(default=0)),
                        ('hour', models.IntegerField(default=7)),
                        ('time_zone', models.CharField(default='UTC', max_length=64)),
                        ('left_out', models.JSONField(default=list)),
                        ('created', models.DateTimeField()),
                        ('changed', models.DateTimeField()),
                        ('next_due', models.DateTimeField(db_index=True, null=True)),
                        ('last_day', models.DateField(null=True)),
                        ('strikes', models.IntegerField(default=0)),
                        ('links_epoch', models.IntegerField(default=0)),
                    ],
                    options={
                        'db_table': 'editions_subscription',
                    },
                ),
                migrations.CreateModel(
                    name='Composition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.BinaryField(max_length=16)),
                        ('content', models.JSONField()),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='compositions', to='editions.edition')),
                    ],
                    options={
                        'db_table': 'editions_composition',
                    },
                ),
                migrations.CreateModel(
                    name='Mailing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('letter', models.CharField(blank=True, max_length=20)),
                        ('message_id', models.CharField(max_length=200, unique=True)),
                        ('state', models.CharField(default='due', max_length=16)),
                        ('urgency', models.IntegerField(default=1)),
                        ('attempts', models.IntegerField(default=0)),
                        ('created', models.DateTimeField()),
                        ('next_try', models.DateTimeField()),
                        ('begun', models.DateTimeField(db_index=True, null=True)),
                        ('settled', models.DateTimeField(null=True)),
                        ('answer', models.CharField(blank=True, max_length=500)),
                        ('composition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='digests.composition')),
                        ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mailings', to='editions.edition')),
                        ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailings', to='digests.subscription')),
                    ],
                    options={
                        'db_table': 'editions_mailing',
                    },
                ),
                migrations.CreateModel(
                    name='Wish',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('section', models.CharField(max_length=50)),
                        ('value', models.CharField(max_length=500)),
                        ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='digests.subscription')),
                    ],
                    options={
                        'db_table': 'editions_wish',
                        'ordering': ('id',),
                    },
                ),
                migrations.AddConstraint(
                    model_name='composition',
                    constraint=models.UniqueConstraint(fields=('edition', 'digest'), name='composition_once'),
                ),
                migrations.AddIndex(
                    model_name='mailing',
                    index=models.Index(fields=['state', 'urgency', 'id'], name='mailing_queue'),
                ),
                migrations.AddConstraint(
                    model_name='mailing',
                    constraint=models.UniqueConstraint(fields=('subscription', 'edition'), name='mailing_once'),
                ),
                migrations.AddConstraint(
                    model_name='wish',
                    constraint=models.UniqueConstraint(fields=('subscription', 'section', 'value'), name='wish_once'),
                ),
            ],
        ),
    ]
