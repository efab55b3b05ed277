from django.db import migrations


def number(apps, schema_editor):
    Sketch = apps.get_model("shop", "Sketch")
    for sketch in Sketch.objects.order_by("pk"):
        sketch.score = sketch.amount * 1.5
        sketch.save(update_fields=["score"])


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_change_draft")]

    operations = [
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.RunSQL("update shop_sketch set note = note || id", "update shop_sketch set note = 'none'"),
    ]
