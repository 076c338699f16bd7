from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="failures",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
