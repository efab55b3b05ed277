from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0004_number")]

    operations = [
        migrations.AlterUniqueTogether("Sketch", set()),
        migrations.RemoveConstraint("Sketch", "one_sketch"),
        migrations.RemoveIndex("Sketch", "sketch_amount"),
        migrations.AlterField("Sketch", "note", models.CharField(max_length=40, null=True, unique=False)),
        migrations.RemoveField("Sketch", "note"),
        migrations.RemoveField("Sketch", "category"),
        migrations.RunSQL("delete from shop_category where name = 'drafts'", migrations.RunSQL.noop),
        migrations.DeleteModel("Sketch"),
    ]
