"""Everything in this room as the migrations before it left it, made at once: for a new database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('outbox', '0001_initial'), ('outbox', '0002_failures')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=200)),
                ('payload', models.JSONField(default=dict)),
                ('queue', models.CharField(choices=[('urgent', 'Urgent'), ('bulk', 'Bulk')], default='urgent', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('claimed_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('begun', models.PositiveIntegerField(default=0, help_text='The attempt that somebody has begun to carry out.')),
                ('failures', models.PositiveIntegerField(default=0)),
                ('last_error', models.TextField(default='')),
                ('outcome', models.CharField(default='', max_length=40)),
                ('done_at', models.DateTimeField(null=True)),
                ('dead_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('dead_at', None), ('done_at', None)), fields=['queue', 'not_before'], name='outbox_entry_open'), models.Index(condition=models.Q(('done_at', None), _negated=True), fields=['done_at'], name='outbox_entry_done'), models.Index(condition=models.Q(('dead_at', None), _negated=True), fields=['dead_at'], name='outbox_entry_dead')],
                'constraints': [models.UniqueConstraint(fields=('topic', 'key'), name='outbox_entry_once')],
            },
        ),
    ]
