from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_buttons")]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("slack", "Slack channel"),
                            ("teams", "Microsoft Teams channel"),
                            ("webhook", "Webhook"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        help_text="The id of the Slack channel, like C024BE91L, or the address to post to.",
                        max_length=1000,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("de", "Deutsch")], default="en", max_length=5
                    ),
                ),
            ],
        ),
    ]
