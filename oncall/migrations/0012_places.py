from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_places"), ("oncall", "0011_waits")]

    operations = [
        migrations.AddField(
            model_name="escalationlevel",
            name="places",
            field=models.ManyToManyField(blank=True, related_name="+", to="notifications.place"),
        ),
    ]
