"""A level may hold what is not urgent until somebody is on call."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oncall", "0010_probes")]

    operations = [
        migrations.AddField(
            model_name="escalationlevel",
            name="waits",
            field=models.BooleanField(
                default=False, help_text="What is not urgent waits here until somebody is on call."
            ),
        ),
    ]
