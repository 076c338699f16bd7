from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_whole")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="queue",
            field=models.CharField(
                choices=[("urgent", "Urgent"), ("timers", "Timers"), ("bulk", "Bulk")],
                default="urgent",
                max_length=10,
            ),
        ),
    ]
