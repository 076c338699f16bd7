"""Everything in this room as the migrations before it left it, made at once: for a new database."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('oncall', '0001_initial'), ('oncall', '0002_paths'), ('oncall', '0003_rules'), ('oncall', '0004_bundles'), ('oncall', '0005_layers'), ('oncall', '0006_hunting'), ('oncall', '0007_steering')]

    initial = True

    dependencies = [
        ('accounts', '0004_whole'),
        ('catalog', '0008_whole'),
        ('incidents', '0006_whole'),
        ('notifications', '0003_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('zone', models.CharField(default='UTC', max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='NotificationRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urgency', models.CharField(choices=[('high', 'urgent'), ('low', 'less urgent')], max_length=4)),
                ('kind', models.CharField(choices=[('sms', 'SMS'), ('voice', 'Phone call'), ('whatsapp', 'WhatsApp'), ('email', 'E-mail'), ('webpush', 'Push to a browser'), ('slack', 'Slack'), ('teams', 'Microsoft Teams'), ('webhook', 'Webhook')], max_length=10)),
                ('delay_seconds', models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(3600)])),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notification_rules', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['urgency', 'delay_seconds', 'id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'urgency', 'kind'), name='rule_once')],
            },
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quiet_hours', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'quiet hours',
                'constraints': [models.CheckConstraint(condition=models.Q(('starts', models.F('ends')), _negated=True), name='quiet_hours_are_not_all_day')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feed', to=settings.AUTH_USER_MODEL)),
                ('schedule', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feed', to='oncall.schedule')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('schedule', None), ('user__isnull', False)), models.Q(('schedule__isnull', False), ('user', None)), _connector='OR'), name='feed_of_one')],
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
                ('gives', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps', to='oncall.schedule')),
                ('takes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='swap_forward'), models.CheckConstraint(condition=models.Q(models.Q(('taken_at', None), ('takes', None)), models.Q(('taken_at__isnull', False), ('takes__isnull', False)), _connector='OR'), name='swap_taken_by_somebody')],
            },
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
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_forward')],
            },
        ),
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('incidents', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('sent_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-id'], name='bundle_by_user')],
            },
        ),
        migrations.CreateModel(
            name='HuntGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('policy', models.CharField(choices=[('linear', 'from the top'), ('circular', 'in turn'), ('ring_all', 'all at once'), ('longest_idle', 'longest idle first'), ('weighted', 'by weight'), ('skills', 'by skill'), ('fewest_calls', 'fewest calls first')], default='linear', max_length=20)),
                ('pointer', models.CharField(choices=[('answered', 'whoever answered last'), ('offered', 'whoever was called last')], default='answered', max_length=10)),
                ('hunt_calls_only', models.BooleanField(default=False, help_text='Idle time counts calls of this group only.')),
                ('weighted_random', models.BooleanField(default=False)),
                ('required_skills', models.JSONField(blank=True, default=dict)),
                ('ring_seconds', models.PositiveIntegerField(default=20)),
                ('max_passes', models.PositiveSmallIntegerField(default=1)),
                ('pass_pause_seconds', models.PositiveIntegerField(default=10)),
                ('total_seconds', models.PositiveIntegerField(blank=True, null=True)),
                ('on_busy', models.CharField(choices=[('next_member', 'go on to the next member'), ('next_group', 'go to the overflow at once'), ('stop', 'stop')], default='next_member', max_length=12)),
                ('on_unavailable', models.CharField(choices=[('next_member', 'go on to the next member'), ('next_group', 'go to the overflow at once'), ('stop', 'stop')], default='next_member', max_length=12)),
                ('on_no_answer', models.CharField(choices=[('next_member', 'go on to the next member'), ('next_group', 'go to the overflow at once'), ('stop', 'stop')], default='next_member', max_length=12)),
                ('call_waiting', models.BooleanField(default=False, help_text='Members who are being called already are called all the same.')),
                ('wrap_up_seconds', models.PositiveIntegerField(default=0)),
                ('logout_after_missed', models.PositiveSmallIntegerField(default=0, help_text='0: never.')),
                ('calendar', models.ForeignKey(blank=True, help_text='When the group is at work; empty: day and night.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalog.calendar')),
                ('overflow_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='oncall.huntgroup')),
                ('overflow_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('overflow_schedule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='oncall.schedule')),
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
                'constraints': [models.CheckConstraint(condition=models.Q(('every__gt', 0), ('at_once__gt', 0)), name='layer_turns_count')],
            },
        ),
        migrations.CreateModel(
            name='EscalationPath',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=100)),
                ('version', models.PositiveIntegerField(default=0, help_text='Counts changes; see the versions.')),
                ('retired_at', models.DateTimeField(blank=True, help_text='Since when no incident takes it.', null=True)),
                ('priorities', models.JSONField(blank=True, default=list, help_text='Empty: any.')),
                ('asset_kinds', models.JSONField(blank=True, default=list, help_text='Empty: any.')),
                ('signals', models.JSONField(blank=True, default=list, help_text='Names of alerts; * for any letters.')),
                ('week_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('week_opens', models.TimeField(default='09:00')),
                ('week_closes', models.TimeField(default='17:00')),
                ('week_outside', models.BooleanField(default=False, help_text='All but these hours.')),
                ('zone', models.CharField(default='UTC', max_length=60)),
                ('repeat', models.PositiveSmallIntegerField(default=1)),
                ('ack_minutes', models.PositiveIntegerField(blank=True, default=30, help_text='How long an acknowledgement holds; empty: for ever.', null=True)),
                ('asset_groups', models.ManyToManyField(blank=True, related_name='+', to='catalog.assetgroup')),
                ('assets', models.ManyToManyField(blank=True, related_name='+', to='catalog.asset')),
                ('fallback', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fallback_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oncall.huntgroup')),
                ('fallback_schedule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oncall.schedule')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('repeat__lte', 9)), name='path_repeat_at_most_9'), models.CheckConstraint(condition=models.Q(('ack_minutes', None), models.Q(('ack_minutes__gte', 5), ('ack_minutes__lte', 5760)), _connector='OR'), name='path_ack_5_min_to_4_days')],
            },
        ),
        migrations.CreateModel(
            name='EscalationRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('episode', models.PositiveSmallIntegerField(default=1)),
                ('path_name', models.CharField(max_length=80)),
                ('path', models.JSONField()),
                ('position', models.JSONField(default=dict)),
                ('step', models.PositiveIntegerField(default=0, help_text='Counts moves; a timer for an older step is moot.')),
                ('state', models.CharField(choices=[('running', 'running'), ('acknowledged', 'acknowledged'), ('exhausted', 'nobody answered'), ('snoozed', 'asleep until a moment'), ('ended', 'ended')], default='running', max_length=12)),
                ('end_reason', models.CharField(blank=True, max_length=40)),
                ('started_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('recovered_at', models.DateTimeField(help_text='All alerts recovered while nobody had acknowledged; the pages say so.', null=True)),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='incidents.incident')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='oncall.escalationpath')),
            ],
            options={
                'indexes': [models.Index(fields=['incident', '-id'], name='run_by_incident'), models.Index(condition=models.Q(('state', 'ended'), _negated=True), fields=['state'], name='run_not_ended')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['running', 'exhausted'])), fields=('incident',), name='run_one_active')],
            },
        ),
        migrations.CreateModel(
            name='HuntMemory',
            fields=[
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='memory', serialize=False, to='oncall.huntgroup')),
                ('remembered', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='HuntCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group_name', models.CharField(max_length=80)),
                ('purpose', models.CharField(help_text='level, fallback or dispatch', max_length=20)),
                ('snapshot', models.JSONField()),
                ('position', models.JSONField(default=dict)),
                ('log', models.JSONField(default=list)),
                ('step', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('running', 'hunting'), ('answered', 'answered'), ('exhausted', 'nobody answered'), ('ended', 'ended')], default='running', max_length=12)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hunts', to='incidents.incident')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hunts', to='oncall.escalationrun')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='oncall.huntgroup')),
            ],
            options={
                'indexes': [models.Index(fields=['group', '-id'], name='hunt_by_group'), models.Index(condition=models.Q(('state', 'running')), fields=['state'], name='hunt_running')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('purpose', 'dispatch'), ('state', 'running')), fields=('incident',), name='hunt_one_dispatch')],
            },
        ),
        migrations.CreateModel(
            name='HuntMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('weight', models.PositiveSmallIntegerField(default=1)),
                ('skills', models.JSONField(blank=True, default=dict)),
                ('paused', models.BooleanField(default=False)),
                ('paused_why', models.CharField(blank=True, choices=[('by_hand', 'paused'), ('missed', 'paused after missed calls')], max_length=10)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('missed', models.PositiveSmallIntegerField(default=0)),
                ('last_ended_at', models.DateTimeField(blank=True, null=True)),
                ('calendar', models.ForeignKey(blank=True, help_text='Her hours; empty: always.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalog.calendar')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='oncall.huntgroup')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('group', 'position'), name='hunt_position_once')],
            },
        ),
        migrations.CreateModel(
            name='LayerMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('joins_at', models.DateTimeField(blank=True, null=True)),
                ('leaves_at', models.DateTimeField(blank=True, null=True)),
                ('layer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='oncall.layer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('purpose', models.CharField(choices=[('level', 'escalation level'), ('hunt', 'hunt group'), ('fallback', 'fallback'), ('last_resort', 'last resort'), ('dispatch', 'dispatch'), ('im', 'to be incident manager'), ('reminder', 'still on it?'), ('added', 'asked to help')], max_length=12)),
                ('level', models.PositiveSmallIntegerField(null=True)),
                ('level_name', models.CharField(blank=True, max_length=80)),
                ('pass_number', models.PositiveSmallIntegerField(default=1)),
                ('each_acks', models.BooleanField(default=False, help_text="Waits for this person's own answer, whoever else has acknowledged.")),
                ('paged_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('acknowledged', 'acknowledged'), ('declined', 'declined'), ('escalated', 'passed on')], max_length=12)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_via', models.CharField(blank=True, max_length=12)),
                ('hunt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='oncall.huntcall')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='incidents.incident')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='oncall.escalationrun')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['incident', 'id'], name='page_by_incident'), models.Index(fields=['user', '-id'], name='page_by_user')],
            },
        ),
        migrations.CreateModel(
            name='PathVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('drawing', models.JSONField()),
                ('what', models.CharField(help_text='What was changed, in words.', max_length=300)),
                ('made_by', models.CharField(max_length=60)),
                ('made_by_label', models.CharField(max_length=120)),
                ('made_at', models.DateTimeField()),
                ('path', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='oncall.escalationpath')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('path', 'number'), name='path_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('why', models.CharField(blank=True, max_length=200)),
                ('layer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='oncall.layer')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='oncall.schedule')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['schedule', 'ends_at'], name='override_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='override_forward')],
            },
        ),
        migrations.CreateModel(
            name='EscalationLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('ack_minutes', models.PositiveSmallIntegerField(default=5)),
                ('each_acks', models.BooleanField(default=False, help_text='Each is paged until she has answered herself.')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, help_text="Empty: by each person's own rules.", size=None)),
                ('lists', models.ManyToManyField(blank=True, related_name='+', to='notifications.distributionlist')),
                ('users', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('path', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='oncall.escalationpath')),
                ('groups', models.ManyToManyField(blank=True, related_name='+', to='oncall.huntgroup')),
                ('schedules', models.ManyToManyField(blank=True, related_name='+', to='oncall.schedule')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('path', 'position'), name='level_position_once'), models.CheckConstraint(condition=models.Q(('ack_minutes__gte', 1)), name='level_has_a_minute')],
            },
        ),
    ]
