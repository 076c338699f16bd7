"""Everything in this room as the migrations before it left it, made at once: for a new database."""

from django.db import migrations, models


FORBID = """
CREATE FUNCTION timeline_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is append-only: record a correction instead';
END $$;
CREATE TRIGGER timeline_append_only BEFORE UPDATE OR DELETE ON timeline_timelineentry
    FOR EACH ROW EXECUTE FUNCTION timeline_append_only();
"""
ALLOW = """
DROP TRIGGER timeline_append_only ON timeline_timelineentry;
DROP FUNCTION timeline_append_only();
"""


class Migration(migrations.Migration):

    replaces = [('timeline', '0001_initial'), ('timeline', '0002_append_only')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='TimelineEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=60)),
                ('actor', models.CharField(max_length=60)),
                ('actor_label', models.CharField(max_length=120)),
                ('happened_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'id'], name='timeline_by_subject'), models.Index(fields=['kind', 'happened_at'], name='timeline_by_kind')],
            },
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
