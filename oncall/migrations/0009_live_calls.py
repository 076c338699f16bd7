"""Calls that come in: the number of a group, the call, and the phones that ring for it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0008_whole'),
        ('incidents', '0006_whole'),
        ('oncall', '0008_times'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LiveCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('provider_id', models.CharField(max_length=64)),
                ('number', models.CharField(help_text='Which was dialled.', max_length=20)),
                ('caller', models.CharField(blank=True, help_text='Empty when it is withheld.', max_length=20)),
                ('caller_label', models.CharField(blank=True, max_length=160)),
                ('means', models.CharField(default='customer_call', max_length=24)),
                ('group_name', models.CharField(max_length=80)),
                ('hunting_since', models.DateTimeField()),
                ('snapshot', models.JSONField(default=dict)),
                ('position', models.JSONField(default=dict)),
                ('log', models.JSONField(default=list)),
                ('step', models.PositiveIntegerField(default=0)),
                ('turned_at', models.DateTimeField(help_text='When the line was told what it does now.')),
                ('state', models.CharField(choices=[('hunting', 'ringing'), ('talking', 'talking'), ('voicemail', 'leaving a message'), ('answered', 'answered'), ('missed', 'missed')], default='hunting', max_length=10)),
                ('recording_id', models.CharField(blank=True, max_length=64)),
                ('recording_seconds', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='LiveRing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('step', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('ringing', 'ringing'), ('heard', 'picked up, no key yet'), ('accepted', 'accepted'), ('declined', 'declined'), ('silent', 'did not answer'), ('busy', 'the line is busy'), ('failed', 'could not be reached'), ('cancelled', 'rings no more')], default='ringing', max_length=10)),
                ('turns', models.PositiveSmallIntegerField(default=0, help_text='How often the menu was said.')),
                ('rang_at', models.DateTimeField()),
                ('pressed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='huntgroup',
            name='missed_call',
            field=models.CharField(choices=[('page', 'page at once, as for a critical alert'), ('queue', 'wait in the queue; the helpdesk is called after five minutes')], default='page', max_length=5),
        ),
        migrations.AddField(
            model_name='huntgroup',
            name='number',
            field=models.CharField(blank=True, help_text='Calls to this number hunt the group.', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='huntgroup',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='hunt_number_once'),
        ),
        migrations.AddField(
            model_name='livecall',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='livecall',
            name='customer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalog.customer'),
        ),
        migrations.AddField(
            model_name='livecall',
            name='group',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='live_calls', to='oncall.huntgroup'),
        ),
        migrations.AddField(
            model_name='livecall',
            name='hunting',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='oncall.huntgroup'),
        ),
        migrations.AddField(
            model_name='livecall',
            name='incident',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='live_calls', to='incidents.incident'),
        ),
        migrations.AddField(
            model_name='livering',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rings', to='oncall.livecall'),
        ),
        migrations.AddField(
            model_name='livering',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='livecall',
            index=models.Index(fields=['group', '-id'], name='live_call_by_group'),
        ),
        migrations.AddIndex(
            model_name='livecall',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['state'], name='live_call_going_on'),
        ),
        migrations.AddConstraint(
            model_name='livecall',
            constraint=models.UniqueConstraint(fields=('provider', 'provider_id'), name='live_call_once'),
        ),
        migrations.AddIndex(
            model_name='livering',
            index=models.Index(fields=['user', 'state'], name='live_ring_by_user'),
        ),
    ]
