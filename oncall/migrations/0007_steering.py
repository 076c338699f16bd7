"""A run may sleep, people may be asked to help, and some pages wait for their own person's answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oncall", "0006_hunting")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="each_acks",
            field=models.BooleanField(
                default=False, help_text="Waits for this person's own answer, whoever else has acknowledged."
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("level", "escalation level"),
                    ("hunt", "hunt group"),
                    ("fallback", "fallback"),
                    ("last_resort", "last resort"),
                    ("dispatch", "dispatch"),
                    ("im", "to be incident manager"),
                    ("reminder", "still on it?"),
                    ("added", "asked to help"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="escalationrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("running", "running"),
                    ("acknowledged", "acknowledged"),
                    ("exhausted", "nobody answered"),
                    ("snoozed", "asleep until a moment"),
                    ("ended", "ended"),
                ],
                default="running",
                max_length=12,
            ),
        ),
    ]
