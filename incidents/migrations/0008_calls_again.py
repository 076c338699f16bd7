from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0007_plans"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="task", name="call_once"),
        migrations.AlterField(
            model_name="task",
            name="call",
            field=models.CharField(
                blank=True,
                choices=[
                    ("initial", "that it is broken"),
                    ("later", "that it goes on"),
                    ("all_clear", "that it is over"),
                    ("correction", "that it is not over"),
                    ("false_alarm", "that nothing was wrong"),
                ],
                help_text="What is to be told by phone.",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("call", ""), _negated=True),
                fields=("incident", "run", "contact", "call", "sequence"),
                name="call_once",
            ),
        ),
    ]
