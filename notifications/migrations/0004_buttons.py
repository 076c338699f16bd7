from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_limits")]

    operations = [
        migrations.AlterField(model_name="delivery", name="address", field=models.CharField(max_length=1000)),
        migrations.AddField(
            model_name="delivery",
            name="link",
            field=models.CharField(
                blank=True, default="", help_text="Where to read on, and answer.", max_length=300
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="delivery",
            name="offers",
            field=models.JSONField(
                blank=True, default=list, help_text="Pairs: the key of an answer, and its words."
            ),
        ),
        migrations.AddField(
            model_name="delivery", name="language", field=models.CharField(default="en", max_length=5)
        ),
    ]
