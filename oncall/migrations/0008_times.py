"""The page about pages asks for those of a span."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oncall", "0007_steering")]

    operations = [
        migrations.AddIndex(model_name="page", index=models.Index(fields=["paged_at"], name="page_by_time")),
        migrations.AddIndex(
            model_name="escalationrun", index=models.Index(fields=["started_at"], name="run_by_time")
        ),
    ]
