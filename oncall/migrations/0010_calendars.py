"""Calendars that other programs read and write, and layers that follow holidays. No address was in use yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oncall", "0009_live_calls"),
        ("accounts", "0004_whole"),
        ("catalog", "0008_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="schedule",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                help_text="Hears of gaps.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="layer",
            name="on_holidays",
            field=models.CharField(
                blank=True,
                default="",
                max_length=4,
                choices=[("", "as on other days"), ("skip", "nobody has it then"), ("only", "only then")],
            ),
        ),
        migrations.AddField(
            model_name="layer",
            name="holidays_of",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose holidays count.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.calendar",
            ),
        ),
        migrations.AddField(
            model_name="layer",
            name="brought_from",
            field=models.CharField(
                blank=True,
                max_length=120,
                help_text="The calendar file its shifts came from; then it has no turns.",
                default="",
            ),
            preserve_default=False,
        ),
        migrations.DeleteModel(name="Feed"),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "hint",
                    models.CharField(
                        help_text="The token's first characters, to recognise it by.", max_length=12
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "schedule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="oncall.schedule",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "schedule"), name="feed_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LayerShift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "layer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shifts", to="oncall.layer"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "indexes": [models.Index(fields=["layer", "ends_at"], name="layer_shift_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="layer_shift_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("layer_name", models.CharField(max_length=80)),
                ("file_name", models.CharField(max_length=120)),
                ("shifts", models.JSONField(default=list)),
                (
                    "refused",
                    models.JSONField(default=list, help_text="Pairs: which event, and why it stays out."),
                ),
                ("until", models.DateTimeField(help_text="Events that repeat were followed so far.")),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="oncall.schedule",
                    ),
                ),
            ],
        ),
    ]
