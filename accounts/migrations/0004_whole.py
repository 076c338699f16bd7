"""Everything in this room as the migrations before it left it, made at once: for a new database."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_attempts'), ('accounts', '0003_more_ways'), ('accounts', '0004_codes')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=120)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('csr', 'Customer support'), ('helpdesk_lead', 'Helpdesk lead'), ('operator', 'Operator'), ('responder', 'Responder'), ('im_candidate', 'Incident manager candidate'), ('ops_manager', 'Operations manager'), ('executive', 'Executive'), ('account_manager', 'Account manager'), ('admin', 'Administrator')], max_length=20), blank=True, default=list, size=None)),
                ('zone', models.CharField(default='UTC', max_length=60)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['roles'], name='user_by_role')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('hint', models.CharField(help_text="The token's first characters, to recognise it by.", max_length=12)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CompanySettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('only', models.BooleanField(default=True, editable=False, unique=True)),
                ('name', models.CharField(default='Our company', max_length=120)),
                ('zone', models.CharField(default='UTC', max_length=60)),
                ('language', models.CharField(default='en', max_length=10)),
                ('country', models.CharField(default='GB', max_length=2)),
                ('opens', models.TimeField(default='09:00')),
                ('closes', models.TimeField(default='17:00')),
                ('small', models.BooleanField(default=False, help_text='The preset for companies below six people.')),
                ('demo', models.BooleanField(default=False)),
                ('dispatch_group', models.CharField(default='dispatch', max_length=80)),
                ('im_schedule', models.CharField(default='im', max_length=80)),
                ('last_resort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'company settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='company_settings_only_one')],
            },
        ),
        migrations.CreateModel(
            name='ContactMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sms', 'SMS'), ('voice', 'Phone call'), ('whatsapp', 'WhatsApp'), ('email', 'E-mail'), ('webpush', 'Push to a browser'), ('slack', 'Slack'), ('teams', 'Microsoft Teams'), ('webhook', 'Webhook')], max_length=10)),
                ('address', models.CharField(max_length=500)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('tested_at', models.DateTimeField(blank=True, help_text='When a test page was asked for.', null=True)),
                ('stopped_at', models.DateTimeField(blank=True, help_text='The person answered STOP.', null=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_methods', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'id'],
                'indexes': [models.Index(fields=['kind', 'address'], name='contact_method_by_address')],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'address'), name='contact_method_once')],
            },
        ),
        migrations.CreateModel(
            name='ContactCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=32)),
                ('sent_at', models.DateTimeField()),
                ('wrong_tries', models.PositiveSmallIntegerField(default=0)),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='accounts.contactmethod')),
            ],
            options={
                'indexes': [models.Index(fields=['method', '-sent_at'], name='contact_code_by_method')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('members', models.ManyToManyField(blank=True, related_name='teams', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RunSQL(
            sql=['CREATE TABLE accounts_attempts (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)', 'CREATE INDEX accounts_attempts_expires ON accounts_attempts (expires)'],
            reverse_sql='DROP TABLE accounts_attempts',
        ),
    ]
