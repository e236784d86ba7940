"""Every message, with its number and Message-ID, becomes a row of the outbox of `mail`."""

from django.core.management.color import no_style
from django.db import migrations

COPY = """
    INSERT INTO mail_mailing (
        id, recipient, kind, payload, idempotency_key,
        message_id, state, urgency, attempts, created, next_try, begun, settled, answer
    )
    SELECT
        mailing.id, subscription.address,
        CASE WHEN mailing.edition_id IS NULL THEN mailing.letter ELSE 'digest' END,
        CASE WHEN mailing.edition_id IS NULL THEN {object}('subscriber', subscription.id)
            ELSE {object}(
                'subscriber', subscription.id, 'edition', edition.id,
                'day', edition.day, 'composition', mailing.composition_id
            ) END,
        CASE WHEN mailing.edition_id IS NULL THEN NULL
            ELSE 'digest-' || subscription.id || '-' || edition.id END,
        mailing.message_id, mailing.state, mailing.urgency, mailing.attempts, mailing.created,
        mailing.next_try, mailing.begun, mailing.settled, mailing.answer
    FROM editions_mailing mailing
    JOIN editions_subscription subscription ON subscription.id = mailing.subscription_id
    LEFT JOIN editions_edition edition ON edition.id = mailing.edition_id
"""


def copy(apps, schema_editor):
    connection = schema_editor.connection
    object_function = "jsonb_build_object" if connection.vendor == "postgresql" else "json_object"
    with connection.cursor() as cursor:
        cursor.execute(COPY.format(object=object_function))
        for statement in connection.ops.sequence_reset_sql(no_style(), [apps.get_model("mail", "Mailing")]):
            cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('digests', '0001_initial'),
        ('mail', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(copy),
    ]
