"""Everything in this room as the migrations before it left it, made at once: for a new database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_initial'), ('notifications', '0002_attempts'), ('notifications', '0003_limits')]

    initial = True

    dependencies = [
        ('accounts', '0004_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(help_text='page, initial, update, all_clear, correction, rfo, reply, note', max_length=20)),
                ('subject_key', models.CharField(max_length=60)),
                ('recipient', models.CharField(max_length=60)),
                ('recipient_label', models.CharField(max_length=160)),
                ('channel', models.CharField(max_length=20)),
                ('address', models.CharField(max_length=254)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField()),
                ('urgent', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('pending', 'waiting to be sent'), ('sent', 'accepted by the provider'), ('delivered', 'delivered'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='pending', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('provider', models.CharField(blank=True, max_length=20)),
                ('provider_id', models.CharField(blank=True, max_length=120)),
                ('error_code', models.CharField(blank=True, max_length=20)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('attempted_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(fields=['subject_key', 'id'], name='delivery_by_subject'), models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='delivery_by_provider_id'), models.Index(fields=['channel', 'address', '-sent_at'], name='delivery_by_destination')],
            },
        ),
        migrations.CreateModel(
            name='DistributionList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('addresses', models.TextField(blank=True, help_text='Further e-mail addresses, one a line.')),
                ('members', models.ManyToManyField(blank=True, related_name='distribution_lists', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProviderHealth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20)),
                ('provider', models.CharField(max_length=20)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('rests_until', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('error_code', models.CharField(blank=True, max_length=20)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('worked_at', models.DateTimeField(help_text='When a series of failures ended.', null=True)),
            ],
            options={
                'verbose_name_plural': 'health of providers',
                'constraints': [models.UniqueConstraint(fields=('channel', 'provider'), name='provider_health_once')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('provider', models.CharField(blank=True, max_length=20)),
                ('state', models.CharField(choices=[('asking', 'being handed over'), ('sent', 'accepted by the provider'), ('delivered', 'delivered'), ('unconfirmed', 'no receipt in time'), ('delayed', 'not taken, later perhaps'), ('lost', 'taken, then reported as lost'), ('refused', 'refused'), ('hopeless', 'refused, whoever carries it')], default='asking', max_length=12)),
                ('provider_id', models.CharField(blank=True, max_length=120)),
                ('error_code', models.CharField(blank=True, max_length=20)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('receipt_at', models.DateTimeField(null=True)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='notifications.delivery')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='attempt_by_provider_id'), models.Index(fields=['asked_at'], name='attempt_by_time')],
                'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='attempt_once')],
            },
        ),
        migrations.CreateModel(
            name='InboundMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('provider_id', models.CharField(max_length=120)),
                ('channel', models.CharField(max_length=20)),
                ('sender', models.CharField(max_length=60)),
                ('body', models.TextField(blank=True)),
                ('answer', models.TextField(blank=True)),
                ('received_at', models.DateTimeField()),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('provider', 'provider_id'), name='inbound_once')],
            },
        ),
    ]
