from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_draft")]

    operations = [
        migrations.AddField("Draft", "note", models.CharField(max_length=10, default="none")),
        migrations.AddField("Draft", "score", models.DecimalField(max_digits=6, decimal_places=2, null=True)),
        migrations.AlterField("Draft", "title", models.TextField(default="untitled")),
        migrations.AlterField("Draft", "number", models.BigIntegerField(default=0)),
        migrations.AlterField("Draft", "note", models.CharField(max_length=40, default="none", db_index=True)),
        migrations.AlterField("Draft", "id", models.BigAutoField(primary_key=True)),
        migrations.RenameField("Draft", "number", "amount"),
        migrations.RenameModel("Draft", "Sketch"),
        migrations.AddIndex("Sketch", models.Index(fields=["amount", "-score"], name="sketch_amount")),
        migrations.AddConstraint("Sketch", models.CheckConstraint(check=Q(amount__gte=0), name="amount_not_negative")),
        migrations.AddConstraint("Sketch", models.UniqueConstraint(fields=["title", "amount"], name="one_sketch")),
        migrations.AlterUniqueTogether("Sketch", {("amount", "note")}),
        migrations.AlterModelTable("Sketch", "shop_papers"),
        migrations.AlterModelTable("Sketch", "shop_sketch"),
    ]
