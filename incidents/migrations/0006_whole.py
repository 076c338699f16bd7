"""Everything in this room as the migrations before it left it, made at once: for a new database."""

import django.db.models.deletion
import django_fsm
import incidents.models.detect
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('incidents', '0001_initial'), ('incidents', '0002_public_words'), ('incidents', '0003_ends'), ('incidents', '0004_ends_once'), ('incidents', '0005_computed'), ('incidents', '0006_agreed')]

    initial = True

    dependencies = [
        ('accounts', '0004_whole'),
        ('catalog', '0008_whole'),
    ]

    operations = [
        migrations.RunSQL(
            sql='CREATE SEQUENCE incidents_incident_number',
            reverse_sql='DROP SEQUENCE incidents_incident_number',
        ),
        migrations.CreateModel(
            name='ParameterVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('numbers', models.JSONField()),
                ('reason', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=60)),
                ('created_by_label', models.CharField(max_length=120)),
            ],
            options={
                'ordering': ('-version',),
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', django_fsm.FSMField(choices=[('detect', 'Detect'), ('record', 'Record'), ('classify', 'Classify'), ('notify', 'Notify'), ('escalate', 'Escalate'), ('investigate', 'Investigate'), ('restore', 'Restore'), ('closed', 'Closed'), ('cancelled', 'Cancelled'), ('merged', 'Merged')], default='detect', max_length=16, protected=True)),
                ('number', models.BigIntegerField(db_default=incidents.models.detect.NumberFromSequence(), editable=False, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('episode', models.PositiveSmallIntegerField(default=1)),
                ('end_number', models.PositiveSmallIntegerField(default=1, help_text='Which end is to be told: one more after each failed restore, reopening, or all-clear taken back.')),
                ('changed', models.PositiveIntegerField(default=0)),
                ('means', models.CharField(blank=True, choices=[('customer_call', 'a customer called'), ('customer_message', 'a customer wrote'), ('internal_monitoring', 'internal monitoring'), ('external_monitoring', 'external monitoring'), ('vendor_call', 'a vendor called'), ('internal_staff', 'a colleague noticed'), ('partner', 'a partner told us'), ('other', 'other')], max_length=24)),
                ('means_detail', models.CharField(blank=True, max_length=200)),
                ('manifestation', models.TextField(blank=True)),
                ('customer_discovered', models.BooleanField(default=False)),
                ('missing_monitor', models.TextField(blank=True, help_text='Which monitor would have seen it first?')),
                ('im_accepted_at', models.DateTimeField(null=True)),
                ('im_override_reason', models.CharField(blank=True, max_length=300)),
                ('priority', models.CharField(blank=True, choices=[('P1', 'P1'), ('P2', 'P2'), ('P3', 'P3'), ('P4', 'P4'), ('P5', 'P5')], max_length=2)),
                ('provisional', models.BooleanField(default=True, help_text='No person has classified it yet.')),
                ('response', models.CharField(default='queue', help_text='page or queue: what the rule agreed.', max_length=5)),
                ('component_unknown', models.BooleanField(default=False)),
                ('customers_confirmed_at', models.DateTimeField(null=True)),
                ('suppressed', models.BooleanField(default=False)),
                ('public_words', models.JSONField(blank=True, default=dict, help_text='Title and text last told in public.')),
                ('do_not_publish_reason', models.CharField(blank=True, max_length=300)),
                ('problem_statement', models.TextField(blank=True)),
                ('suspected_component', models.CharField(blank=True, max_length=160)),
                ('restore_option', models.CharField(blank=True, max_length=12)),
                ('restore_rationale', models.TextField(blank=True)),
                ('quick_restored', models.BooleanField(default=False)),
                ('problem_ticket', models.CharField(blank=True, max_length=60)),
                ('culprit', models.CharField(blank=True, help_text='What it was, or “not found”.', max_length=160)),
                ('unknown_times', models.JSONField(blank=True, default=list, help_text='Times declared unknown.')),
                ('cancelled_reason', models.TextField(blank=True)),
                ('occurred_at', models.DateTimeField(null=True)),
                ('detected_at', models.DateTimeField()),
                ('first_recorded_at', models.DateTimeField(null=True)),
                ('impact_known_at', models.DateTimeField(null=True)),
                ('extent_known_at', models.DateTimeField(null=True)),
                ('customers_informed_at', models.DateTimeField(null=True)),
                ('handling_started_at', models.DateTimeField(null=True)),
                ('workaround_at', models.DateTimeField(null=True)),
                ('service_restored_at', models.DateTimeField(null=True)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('resolution_informed_at', models.DateTimeField(null=True)),
                ('causes_informed_at', models.DateTimeField(null=True)),
                ('record_completed_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('stage_entered_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('helpdesk_owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('im', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='incidents.incident')),
                ('recurrence_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recurrences', to='incidents.incident')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('stage__in', ('detect', 'record', 'classify', 'notify', 'escalate', 'investigate', 'restore'))), fields=['stage', 'priority'], name='incident_open'), models.Index(fields=['-detected_at'], name='incident_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ['detect', 'record', 'classify', 'notify', 'escalate', 'investigate', 'restore', 'closed', 'cancelled', 'merged'])), name='incident_stage_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'closed'), _negated=True), models.Q(('closed_at__isnull', False), ('service_restored_at__isnull', False)), _connector='OR'), name='incident_closed_only_when_restored'), models.CheckConstraint(condition=models.Q(('im_accepted_at', None), ('im__isnull', False), _connector='OR'), name='incident_im_accepted'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='incident_not_merged_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='episodes', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_at', None)), fields=('incident',), name='episode_one_open'), models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='episode_forward')],
            },
        ),
        migrations.CreateModel(
            name='CustomerReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('approved', 'approved'), ('sent', 'sent')], default='draft', max_length=10)),
                ('approved_by', models.CharField(blank=True, max_length=60)),
                ('approved_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=60)),
                ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='customer_report', to='incidents.incident')),
            ],
        ),
        migrations.CreateModel(
            name='Classification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('impact', models.PositiveSmallIntegerField()),
                ('urgency', models.PositiveSmallIntegerField()),
                ('priority', models.CharField(max_length=2)),
                ('agreed_impact', models.PositiveSmallIntegerField(help_text='Fixed beforehand by a rule.', null=True)),
                ('agreed_urgency', models.PositiveSmallIntegerField(help_text='Fixed beforehand by a rule.', null=True)),
                ('proposal', models.JSONField(help_text='The computed proposal beside which a person decided.', null=True)),
                ('reason', models.TextField(blank=True)),
                ('customer_visible', models.BooleanField(default=True)),
                ('affected', models.PositiveIntegerField(default=0)),
                ('eta_minutes', models.PositiveIntegerField(help_text='Until it is expected to be restored, counted from here; empty: nobody dares to say.', null=True)),
                ('workaround', models.BooleanField(default=False, help_text='A workaround functions.')),
                ('worsening', models.BooleanField(default=False, help_text='It is getting worse.')),
                ('data_risk', models.BooleanField(default=False, help_text='Data may be lost or stolen.')),
                ('deadline_at', models.DateTimeField(help_text='When a customer needs it at the latest.', null=True)),
                ('numbers', models.PositiveIntegerField(default=0, help_text='The version of the numbers it was computed with.')),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=60)),
                ('created_by_label', models.CharField(max_length=120)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classifications', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'version'), name='classification_version_once'), models.CheckConstraint(condition=models.Q(('impact__gte', 1), ('impact__lte', 4), ('urgency__gte', 1), ('urgency__lte', 4)), name='classification_grades_1_to_4')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('named', 'named'), ('accepted', 'accepted'), ('declined', 'declined'), ('replaced', 'replaced'), ('unanswered', 'did not answer')], default='named', max_length=10)),
                ('named_by', models.CharField(max_length=60)),
                ('named_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'named')), fields=('incident',), name='appointment_one_open'), models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('incident',), name='appointment_one_im')],
            },
        ),
        migrations.CreateModel(
            name='AnsweredRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('fingerprint', models.CharField(help_text='SHA-256 of what was asked.', max_length=64)),
                ('answer', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='answered_request_once')],
            },
        ),
        migrations.CreateModel(
            name='IncidentAsset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('degradation', models.CharField(choices=[('down', 'down'), ('major', 'badly disturbed'), ('degraded', 'slow'), ('at_risk', 'works, without its spare'), ('none', 'works')], default='down', max_length=10)),
                ('since', models.DateTimeField()),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='catalog.asset')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'asset'), name='incident_asset_once')],
            },
        ),
        migrations.CreateModel(
            name='IncidentCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('affected', 'affected'), ('healthy', 'healthy'), ('unknown', 'unknown'), ('excluded', 'excluded')], default='affected', max_length=10)),
                ('known', models.CharField(choices=[('mapping', 'depends on it'), ('report', 'told us'), ('hand', 'chosen by hand')], default='mapping', max_length=10)),
                ('severity', models.FloatField(help_text='Harm from 0 to 1; empty: not computed.', null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('since', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='catalog.customer')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'customer'), name='incident_customer_once')],
            },
        ),
        migrations.CreateModel(
            name='IncidentReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reporter', models.CharField(blank=True, max_length=120)),
                ('means', models.CharField(choices=[('customer_call', 'a customer called'), ('customer_message', 'a customer wrote'), ('internal_monitoring', 'internal monitoring'), ('external_monitoring', 'external monitoring'), ('vendor_call', 'a vendor called'), ('internal_staff', 'a colleague noticed'), ('partner', 'a partner told us'), ('other', 'other')], max_length=24)),
                ('words', models.TextField()),
                ('reported_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=60)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.customer')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='incidents.incident')),
            ],
        ),
        migrations.CreateModel(
            name='LetDownEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('suggested', models.BooleanField()),
                ('reasons', models.JSONField(default=list)),
                ('answer', models.BooleanField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=60)),
                ('answered_at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='catalog.customer')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'customer'), name='ledger_once')],
            },
        ),
        migrations.CreateModel(
            name='NotificationPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.CharField(max_length=2)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('active', True)), fields=('priority',), name='plan_one_active')],
            },
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('code', models.CharField(max_length=40)),
                ('audience', models.CharField(max_length=40)),
                ('channel', models.CharField(max_length=20)),
                ('external', models.BooleanField()),
                ('mandatory', models.BooleanField(default=True)),
                ('condition', models.CharField(blank=True, max_length=40)),
                ('list_name', models.CharField(blank=True, max_length=80)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='incidents.notificationplan')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'code'), name='plan_step_once')],
            },
        ),
        migrations.CreateModel(
            name='PostMortem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('done', 'done')], default='draft', max_length=10)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=60)),
                ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='post_mortem', to='incidents.incident')),
            ],
        ),
        migrations.CreateModel(
            name='RestoreAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('option', models.CharField(choices=[('resolve', 'resolve'), ('workaround', 'work around'), ('failover', 'fail over')], max_length=12)),
                ('rationale', models.TextField()),
                ('outcome', models.CharField(choices=[('running', 'being tried'), ('worked', 'worked'), ('failed', 'failed'), ('abandoned', 'abandoned')], default='running', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('created_by', models.CharField(max_length=60)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restore_actions', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', 'running')), fields=('incident',), name='restore_action_one_running')],
            },
        ),
        migrations.CreateModel(
            name='FailoverApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(choices=[('im', 'Incident Manager'), ('ops_manager', 'operations manager')], max_length=12)),
                ('cost', models.CharField(blank=True, max_length=300)),
                ('approved_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='incidents.restoreaction')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('action', 'seat'), name='failover_seat_once'), models.UniqueConstraint(fields=('action', 'user'), name='failover_two_people')],
            },
        ),
        migrations.CreateModel(
            name='StepRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('episode', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('pending', 'to do'), ('blocked', 'waits for the status page'), ('sending', 'being sent'), ('done', 'done'), ('failed', 'reached nobody'), ('skipped', 'not needed'), ('suppressed', 'held back'), ('cancelled', 'no longer needed'), ('waived', 'waived')], default='pending', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('recipients', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('classification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='incidents.classification')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='incidents.incident')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='incidents.planstep')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'episode', 'step'), name='step_run_once')],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('impact', models.PositiveSmallIntegerField()),
                ('urgency', models.PositiveSmallIntegerField()),
                ('priority', models.CharField(max_length=2)),
                ('before', models.CharField(max_length=2)),
                ('sentence', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('taken', 'taken'), ('dismissed', 'dismissed'), ('outdated', 'no longer so')], max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('incident',), name='one_standing_suggestion')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('open', 'not begun'), ('doing', 'being done'), ('done', 'done'), ('dropped', 'dropped')], default='open', max_length=10)),
                ('result', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=60)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='incidents.incident')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['incident', 'state'], name='task_by_state')],
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('end_number', models.PositiveSmallIntegerField(default=1)),
                ('performed_by', models.CharField(help_text='Who published the all-clear.', max_length=60)),
                ('verified_by', models.CharField(max_length=60)),
                ('while_im', models.BooleanField(default=False, help_text='The verifier was the Incident Manager in office.')),
                ('audiences', models.JSONField(default=list)),
                ('verified_at', models.DateTimeField()),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'end_number'), name='verification_once')],
            },
        ),
        migrations.CreateModel(
            name='WarRoom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('virtual', 'virtual'), ('physical', 'physical')], default='virtual', max_length=10)),
                ('location', models.CharField(blank=True, max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('incident', 'kind'), name='war_room_one_open')],
            },
        ),
        migrations.CreateModel(
            name='WarRoomParticipant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(help_text='im, csr, responder, guest', max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('admitted_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('removed', models.BooleanField(default=False)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='incidents.warroom')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('room', 'user'), name='participant_once')],
            },
        ),
    ]
