"""The database itself refuses to change or remove what has happened."""

from django.db import migrations

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
    dependencies = [("timeline", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
