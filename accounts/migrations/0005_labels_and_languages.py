from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_codes")]

    operations = [
        migrations.AlterField(
            model_name="contactmethod", name="address", field=models.CharField(max_length=1000)
        ),
        migrations.AddField(
            model_name="contactmethod",
            name="label",
            field=models.CharField(
                blank=True,
                default="",
                help_text="How it is called, where the address says little.",
                max_length=80,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("de", "Deutsch")],
                default="en",
                help_text="Of pages and of what we say in calls.",
                max_length=5,
            ),
        ),
    ]
