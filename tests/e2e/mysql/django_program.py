"""Uses Django's own MySQL engine in many ways and prints what it saw, a line each. Arguments: port, database."""

import datetime as dt
import decimal
import sys
import uuid

import django
from django.apps import AppConfig
from django.conf import settings


class Library(AppConfig):
    name, label, path = "__main__", "library", "."


port, name = sys.argv[1:]
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                    "__main__.Library"],
    DATABASES={"default": {"ENGINE": "django.db.backends.mysql", "NAME": name, "USER": "app", "PASSWORD": "s3cret",
                           "HOST": "127.0.0.1", "PORT": port, "CONN_MAX_AGE": None,
                           "OPTIONS": {"charset": "utf8mb4"}}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True, TIME_ZONE="UTC", SECRET_KEY="of a test",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, models, transaction  # noqa: E402
from django.db.models import Avg, Count, F, Max, Q, Sum, Window  # noqa: E402
from django.db.models.functions import ExtractYear, Lower, RowNumber, TruncMonth  # noqa: E402


class Author(models.Model):
    name = models.CharField(max_length=40, unique=True)
    born = models.DateField(null=True)

    class Meta:
        app_label = "library"


class Book(models.Model):
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    title = models.CharField(max_length=80, db_index=True)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    pages = models.PositiveIntegerField(default=0)
    added = models.DateTimeField()
    ref = models.UUIDField(default=uuid.UUID(int=5))
    raw = models.BinaryField(default=b"\0\xff")
    meta = models.JSONField(default=dict)
    sold = models.BooleanField(default=False)
    took = models.DurationField(default=dt.timedelta(0))

    class Meta:
        app_label = "library"
        constraints = [models.UniqueConstraint(fields=["author", "title"], name="title_of_author"),
                       models.CheckConstraint(check=Q(pages__gte=0), name="pages_not_negative")]


def say(*what):
    print(*map(repr, what))


def failing(action):
    try:
        with transaction.atomic():
            action()
    except DatabaseError as error:
        return type(error).__name__, error.args[0]


call_command("migrate", verbosity=0)
say(sorted(connection.introspection.table_names()))
with connection.schema_editor() as editor:
    editor.create_model(Author)
    editor.create_model(Book)
with connection.cursor() as cursor:
    say([(c.name, c.type_code, c.null_ok) for c in connection.introspection.get_table_description(cursor, "library_book")])
    say(sorted(connection.introspection.get_constraints(cursor, "library_book").items()))
    say(connection.introspection.get_relations(cursor, "library_book"))
say(connection.mysql_is_mariadb, connection.mysql_version, connection.features.has_select_for_update)

ann = Author.objects.create(name="Ann Ä 😀", born=dt.date(1970, 2, 3))
bob = Author.objects.create(name="Bob")
say(ann.pk, bob.pk)
day = dt.datetime(2024, 2, 29, 12, 30, 15, 123456, tzinfo=dt.timezone.utc)
Book.objects.bulk_create(Book(author=ann if n % 2 else bob, title=f"t{n}", price=decimal.Decimal(n) / 4, pages=n * 10,
                              added=day + dt.timedelta(days=40 * n), meta={"n": n, "tags": ["a", None]},
                              sold=n % 3 == 0, took=dt.timedelta(hours=n)) for n in range(20))
for book in Book.objects.select_related("author").order_by("title")[:4]:
    say(book.author.name, book.title, book.price, book.added, book.ref, bytes(book.raw), book.meta, book.sold, book.took)
say(list(Author.objects.annotate(n=Count("books"), total=Sum("books__price"), top=Max("books__pages")).order_by("name")
         .values_list("name", "n", "total", "top")))
say(Book.objects.aggregate(Avg("pages"), Sum("price")))
say(list(Book.objects.filter(meta__n__gte=17).order_by("pk").values_list("title", "meta__tags")))
say(list(Book.objects.annotate(month=TruncMonth("added"), year=ExtractYear("added")).order_by("pk")
         .values_list("month", "year")[:3]))
say(list(Book.objects.annotate(row=Window(RowNumber(), partition_by=[F("author_id")], order_by=F("title").asc()))
         .order_by("title").values_list("title", "row")[:5]))
say(Book.objects.filter(author=ann).update(price=F("price") + 1), Book.objects.filter(title__iexact="T3").count())
say(Author.objects.get_or_create(name="Cid")[1], Author.objects.update_or_create(name="Cid", defaults={"born": dt.date(1, 1, 1)})[1])
say([book.title for book in Book.objects.order_by("pk").iterator(chunk_size=7)])
say(list(Author.objects.annotate(low=Lower("name")).values_list("low", flat=True).order_by("low")))

say(failing(lambda: Author.objects.create(name="Bob")))
say(failing(lambda: Book.objects.create(author_id=99, title="x", price=0, added=day)))
say(failing(lambda: Book.objects.create(author=ann, title="y" * 200, price=0, added=day)))
say(failing(lambda: connection.cursor().execute("SELECT * FROM nothing")))
with transaction.atomic():
    bob.name = "Bobby"
    bob.save()
    try:
        with transaction.atomic():
            Author.objects.create(name="Dan")
            Author.objects.create(name="Dan")
    except DatabaseError as error:
        say(type(error).__name__)
    say(list(Author.objects.select_for_update().order_by("name").values_list("name", flat=True)))
    transaction.set_rollback(True)
say(list(Author.objects.order_by("name").values_list("name", flat=True)))

user = User.objects.create_user("eve", "eve@example.org", "pw")
user.groups.add(Group.objects.create(name="staff"))
say(User.objects.filter(groups__name="staff").values_list("username", flat=True)[0], user.check_password("pw"))
say(Author.objects.filter(name__startswith="A").delete())
with connection.schema_editor() as editor:
    field = models.CharField(max_length=10, default="new", null=False)
    field.set_attributes_from_name("note")
    editor.add_field(Author, field)
with connection.cursor() as cursor:
    cursor.execute("SELECT name, note FROM library_author ORDER BY name")
    say(cursor.fetchall())
    cursor.execute("INSERT INTO library_author (name, note) VALUES (%s, %s), (%s, %s)", ["x", "1", "y", "2"])
    say(cursor.rowcount, cursor.lastrowid)
    cursor.executemany("UPDATE library_author SET note = %s WHERE name = %s", [("3", "x"), ("4", "y")])
    say(cursor.rowcount)
call_command("flush", interactive=False, verbosity=0)
say(User.objects.count(), Group.objects.count())
