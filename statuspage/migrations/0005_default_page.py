"""The page there has been so far is the default one, and what was published is its."""

from django.db import migrations


def adopt(apps, schema_editor):
    pages, publications = (apps.get_model("statuspage", name) for name in ("StatusPage", "Publication"))
    page = pages.objects.create(slug="main", is_default=True, languages=["en"])
    publications.objects.filter(page=None).update(page=page)


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0004_pages")]

    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]
