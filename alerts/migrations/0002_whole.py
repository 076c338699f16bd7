"""Everything in this room as the migrations before it left it, made at once: for a new database."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('alerts', '0001_initial'), ('alerts', '0002_ties_between_alerts_and_incidents')]

    initial = True

    dependencies = [
        ('catalog', '0008_whole'),
        ('incidents', '0006_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('alertmanager', 'Prometheus Alertmanager')], default='alertmanager', max_length=20)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('token_hint', models.CharField(max_length=12)),
                ('asset_label', models.CharField(blank=True, max_length=60)),
                ('severity_label', models.CharField(default='severity', max_length=60)),
                ('severity_values', models.JSONField(blank=True, default=dict, help_text='Label value → severity.')),
                ('responses', models.JSONField(blank=True, default=dict, help_text='Severity → page, queue or keep.')),
                ('agreed_by', models.CharField(blank=True, help_text='Who agreed to these responses.', max_length=120)),
                ('active', models.BooleanField(default=True)),
                ('unreadable_told_at', models.DateTimeField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RawRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_at', models.DateTimeField()),
                ('body', models.BinaryField()),
                ('content_type', models.CharField(blank=True, max_length=120)),
                ('sender', models.CharField(blank=True, help_text='The User-Agent.', max_length=200)),
                ('state', models.CharField(choices=[('waiting', 'waiting to be read'), ('taken', 'read'), ('partly', 'read in part'), ('rejected', 'rejected')], default='waiting', max_length=10)),
                ('error', models.TextField(blank=True)),
                ('rejected', models.JSONField(help_text='The alerts in it that could not be read, each with why.', null=True)),
                ('alerts', models.PositiveIntegerField(default=0)),
                ('truncated', models.PositiveIntegerField(default=0, help_text='Alerts that the sender left out.')),
                ('taken_at', models.DateTimeField(null=True)),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='alerts.source')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='raw_request_waiting'), models.Index(fields=['source', '-id'], name='raw_request_by_source'), models.Index(condition=models.Q(('state__in', ['partly', 'rejected'])), fields=['-id'], name='raw_request_rejected')],
            },
        ),
        migrations.CreateModel(
            name='AlertRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alert_name', models.CharField(max_length=160)),
                ('response', models.CharField(blank=True, choices=[('page', 'open an incident and page at once'), ('queue', 'open it in the queue'), ('keep', 'keep it and show it')], max_length=5)),
                ('impact', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('urgency', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('agreed_by', models.CharField(blank=True, max_length=120)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='alerts.source')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'alert_name'), name='alert_rule_once')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dedup_key', models.CharField(max_length=64)),
                ('group_key', models.CharField(blank=True, help_text="SHA-256 of the sender's group.", max_length=64)),
                ('starts_at', models.DateTimeField()),
                ('starts_at_given', models.CharField(blank=True, help_text="The sender's words, if they cannot be true.", max_length=60)),
                ('ends_at', models.DateTimeField(null=True)),
                ('name', models.CharField(max_length=200)),
                ('summary', models.TextField(blank=True)),
                ('severity', models.CharField(max_length=10)),
                ('severity_unmapped', models.BooleanField(default=False)),
                ('response', models.CharField(choices=[('page', 'open an incident and page at once'), ('queue', 'open it in the queue'), ('keep', 'keep it and show it')], max_length=5)),
                ('state', models.CharField(choices=[('firing', 'firing'), ('resolved', 'resolved')], default='firing', max_length=10)),
                ('asset_name', models.CharField(blank=True, max_length=200)),
                ('labels', models.JSONField(default=dict)),
                ('annotations', models.JSONField(default=dict)),
                ('link', models.TextField(blank=True)),
                ('symptom_of_unknown', models.BooleanField(default=True)),
                ('first_received_at', models.DateTimeField()),
                ('last_received_at', models.DateTimeField(help_text='When it was last said to be firing.')),
                ('times_received', models.PositiveIntegerField(default=1)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('asset', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alerts', to='catalog.asset')),
                ('incident', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='incidents.incident')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='alerts.source')),
            ],
            options={
                'indexes': [models.Index(fields=['incident', '-last_received_at'], name='alert_by_incident'), models.Index(fields=['source', 'dedup_key', 'incident'], name='alert_tie_by_key'), models.Index(fields=['asset', 'incident'], name='alert_tie_by_asset'), models.Index(condition=models.Q(('group_key', ''), _negated=True), fields=['source', 'group_key', 'incident'], name='alert_tie_by_group'), models.Index(condition=models.Q(('severity_unmapped', True)), fields=['source'], name='alert_unmapped'), models.Index(condition=models.Q(('starts_at_given', ''), _negated=True), fields=['source', 'dedup_key'], name='alert_odd_start'), models.Index(fields=['-last_received_at'], name='alert_newest'), django.contrib.postgres.indexes.GinIndex(fields=['labels'], name='alert_by_label', opclasses=['jsonb_path_ops'])],
                'constraints': [models.UniqueConstraint(fields=('source', 'dedup_key', 'starts_at'), name='alert_occurrence_once')],
            },
        ),
    ]
