"""A table that changes in all the ways a table can, with rows in it."""

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    Draft = apps.get_model("shop", "Draft")
    Category = apps.get_model("shop", "Category")
    category = Category.objects.create(name="drafts")
    for n in range(3):
        Draft.objects.create(title=f"draft {n}", number=n, category=category)


def clear(apps, schema_editor):
    apps.get_model("shop", "Draft").objects.all().delete()
    apps.get_model("shop", "Category").objects.filter(name="drafts").delete()


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.CreateModel(
            "Draft",
            [
                ("id", models.AutoField(primary_key=True)),
                ("title", models.CharField(max_length=30)),
                ("number", models.IntegerField(null=True)),
                ("category", models.ForeignKey("shop.Category", django.db.models.deletion.CASCADE, null=True)),
            ],
        ),
        migrations.RunPython(fill, clear),
    ]
