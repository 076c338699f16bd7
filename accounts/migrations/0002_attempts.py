"""The table of Django's database cache in which sign-ins are counted, one count for all web processes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=[
                "CREATE TABLE accounts_attempts (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, "
                "expires timestamptz NOT NULL)",
                "CREATE INDEX accounts_attempts_expires ON accounts_attempts (expires)",
            ],
            reverse_sql="DROP TABLE accounts_attempts",
        )
    ]
