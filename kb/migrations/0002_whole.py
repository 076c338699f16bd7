"""Everything in this room as the migrations before it left it, made at once: for a new database."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('kb', '0001_initial'), ('kb', '0002_search')]

    initial = True

    dependencies = [
        ('accounts', '0004_whole'),
        ('catalog', '0008_whole'),
        ('incidents', '0006_whole'),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('how_to', 'How-to'), ('tip', 'Tip'), ('known_problem', 'Known problem'), ('known_solution', 'Known solution')], max_length=16)),
                ('title', models.CharField(max_length=200)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('body', models.TextField()),
                ('alert_names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=160), blank=True, default=list, size=None)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('deprecated', 'deprecated')], default='draft', max_length=12)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('review_by_date', models.DateField(blank=True, null=True)),
                ('assets', models.ManyToManyField(blank=True, related_name='articles', to='catalog.asset')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title', config='english', weight='A'), '||', django.contrib.postgres.search.SearchVector('body', config='english', weight='C'), django.contrib.postgres.search.SearchConfig('english')), name='article_search'), django.contrib.postgres.indexes.GinIndex(fields=['alert_names'], name='article_by_alert')],
            },
        ),
        migrations.CreateModel(
            name='ArticleLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('waiver', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=60)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incident_links', to='kb.article')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='article_links', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'article'), name='article_link_once')],
            },
        ),
    ]
