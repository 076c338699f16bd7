"""Each end is told and verified on its own; a classification may say how long it will take."""

from django.db import migrations, models

# As many ends as there were spans without service until now.
NUMBER_INCIDENTS = """
UPDATE incidents_incident AS incident SET end_number = spans.number
FROM (SELECT incident_id, count(*) AS number FROM incidents_episode GROUP BY incident_id) AS spans
WHERE spans.incident_id = incident.id
"""
NUMBER_VERIFICATIONS = """
UPDATE incidents_verification AS verification SET end_number = greatest(1, (
    SELECT count(*) FROM incidents_episode AS span
    WHERE span.incident_id = verification.incident_id AND span.starts_at <= verification.verified_at))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0002_public_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='classification',
            name='eta_minutes',
            field=models.PositiveIntegerField(help_text='Until it is expected to be restored, counted from here; empty: nobody dares to say.', null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='end_number',
            field=models.PositiveSmallIntegerField(default=1, help_text='Which end is to be told: one more after each failed restore, reopening, or all-clear taken back.'),
        ),
        migrations.AddField(
            model_name='verification',
            name='end_number',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RunSQL(NUMBER_INCIDENTS, migrations.RunSQL.noop),
        migrations.RunSQL(NUMBER_VERIFICATIONS, migrations.RunSQL.noop),
    ]
