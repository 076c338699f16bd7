"""Test pages, and who said that they came."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_codes"),
        ("oncall", "0010_calendars"),
    ]

    operations = [
        migrations.CreateModel(
            name="Probe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("round", models.CharField(max_length=60)),
                (
                    "cause",
                    models.CharField(
                        choices=[("month", "the monthly test"), ("path", "a test of a path")], max_length=6
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=80)),
                ("sent_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_via", models.CharField(blank=True, max_length=12)),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.contactmethod",
                    ),
                ),
                (
                    "path",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="probes",
                        to="oncall.escalationpath",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="probes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-sent_at"], name="probe_by_user")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cause", "month")),
                        fields=("round", "method"),
                        name="probe_once_a_month",
                    )
                ],
            },
        ),
    ]
