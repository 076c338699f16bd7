from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion

from django.conf import settings
from django.db import migrations, models


def make_each_schedule_a_layer(apps: Any, schema_editor: Any) -> None:
    """What was the one rotation of a schedule is its first layer, with the same people on the same days."""
    layers, members = apps.get_model("oncall", "Layer"), apps.get_model("oncall", "LayerMember")
    for schedule in apps.get_model("oncall", "Schedule").objects.prefetch_related("members"):
        weeks, days = divmod(schedule.period_days, 7)
        unit, every = ("day", schedule.period_days) if days or not weeks else ("week", weeks)
        layer = layers.objects.create(
            schedule=schedule, name="Rotation", anchor=schedule.anchor, unit=unit, every=max(1, every)
        )
        members.objects.bulk_create(
            members(layer=layer, user_id=member.user_id, position=member.position)
            for member in schedule.members.order_by("position")
        )
    # What was written is checked now: a table with checks to come cannot be altered.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ("oncall", "0004_bundles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LayerMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('joins_at', models.DateTimeField(blank=True, null=True)),
                ('leaves_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AlterModelOptions(
            name='override',
            options={'ordering': ['id']},
        ),
        migrations.AddField(
            model_name='override',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='override',
            name='why',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('why', models.CharField(blank=True, max_length=200)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['starts_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('schedule', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feed', to='oncall.schedule')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feed', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Layer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('unit', models.CharField(choices=[('hour', 'hours'), ('day', 'days'), ('week', 'weeks'), ('month', 'months'), ('custom', 'a pattern')], default='week', max_length=10)),
                ('every', models.PositiveSmallIntegerField(default=1)),
                ('pattern', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, default=list, help_text='Hours of each turn of a cycle.', size=None)),
                ('anchor', models.DateTimeField(help_text='A hand-over, as local wall-clock time kept in UTC fields.')),
                ('at_once', models.PositiveSmallIntegerField(default=1, help_text='How many people share a turn.')),
                ('hours', models.JSONField(blank=True, default=list, help_text='Lists of days, opens, closes.')),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='layers', to='oncall.schedule')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddField(
            model_name='override',
            name='layer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='oncall.layer'),
        ),
        migrations.AddIndex(
            model_name='override',
            index=models.Index(fields=['schedule', 'ends_at'], name='override_by_end'),
        ),
        migrations.AddField(
            model_name='layermember',
            name='layer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='oncall.layer'),
        ),
        migrations.AddField(
            model_name='layermember',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='swap',
            name='gives',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='swap',
            name='schedule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps', to='oncall.schedule'),
        ),
        migrations.AddField(
            model_name='swap',
            name='takes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_forward'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('schedule', None), ('user__isnull', False)), models.Q(('schedule__isnull', False), ('user', None)), _connector='OR'), name='feed_of_one'),
        ),
        migrations.AddConstraint(
            model_name='layer',
            constraint=models.CheckConstraint(condition=models.Q(('every__gt', 0), ('at_once__gt', 0)), name='layer_turns_count'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='swap_forward'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_at', None), ('takes', None)), models.Q(('taken_at__isnull', False), ('takes__isnull', False)), _connector='OR'), name='swap_taken_by_somebody'),
        ),
        migrations.RunPython(make_each_schedule_a_layer, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='schedule',
            name='anchor',
        ),
        migrations.RemoveField(
            model_name='schedule',
            name='period_days',
        ),
        migrations.DeleteModel(
            name='ScheduleMember',
        ),
    ]
