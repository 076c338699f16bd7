import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0005_default_page"), ("incidents", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("said", "told on the phone"), ("mailed", "by mail")], max_length=6
                    ),
                ),
                ("words", models.TextField()),
                ("address", models.CharField(blank=True, max_length=254)),
                ("answered_at", models.DateTimeField()),
                ("answered_by", models.CharField(max_length=60)),
                ("answered_by_label", models.CharField(max_length=120)),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="incidents.incidentreport",
                    ),
                ),
            ],
        ),
    ]
