"""Everything in this room as the migrations before it left it, made at once: for a new database."""

import django.db.models.deletion
import statuspage.models.stories
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('statuspage', '0001_initial'), ('statuspage', '0002_states')]

    initial = True

    dependencies = [
        ('catalog', '0008_whole'),
        ('incidents', '0006_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Component',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=statuspage.models.public_id, max_length=20, unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('operational', 'Works'), ('degraded_performance', 'Slow'), ('partial_outage', 'Partial outage'), ('major_outage', 'Major outage'), ('maintenance', 'Maintenance')], default='operational', max_length=20)),
                ('line', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField(null=True)),
                ('assets', models.ManyToManyField(blank=True, related_name='components', to='catalog.asset')),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.JSONField()),
                ('etag', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-id'], name='publication_newest')],
            },
        ),
        migrations.CreateModel(
            name='PublicIncident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=statuspage.models.public_id, max_length=20, unique=True)),
                ('episode', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(max_length=160)),
                ('started_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(null=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='public', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'episode'), name='public_incident_once')],
            },
        ),
        migrations.CreateModel(
            name='StatusUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('initial', 'Initial'), ('update', 'Update'), ('all_clear', 'All Clear'), ('correction', 'Correction')], max_length=12)),
                ('status', models.CharField(choices=[('investigating', 'Investigating'), ('identified', 'Identified'), ('monitoring', 'Monitoring'), ('resolved', 'Resolved')], max_length=14)),
                ('text', models.TextField()),
                ('components', models.JSONField(default=dict, help_text="Component's public id → state.")),
                ('published_at', models.DateTimeField()),
                ('published_by', models.CharField(max_length=60)),
                ('next_update_at', models.DateTimeField(null=True)),
                ('public_incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='statuspage.publicincident')),
            ],
            options={
                'indexes': [models.Index(fields=['-published_at'], name='status_update_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='status_update_has_text')],
            },
        ),
        migrations.CreateModel(
            name='ComponentSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('operational', 'Works'), ('degraded_performance', 'Slow'), ('partial_outage', 'Partial outage'), ('major_outage', 'Major outage'), ('maintenance', 'Maintenance')], max_length=20)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('component', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='statuspage.component')),
            ],
            options={
                'indexes': [models.Index(fields=['component', 'starts_at'], name='component_span_by_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_at', None)), fields=('component',), name='component_span_one_open')],
            },
        ),
    ]
