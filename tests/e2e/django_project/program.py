"""Uses the shop in every way and prints what it saw as JSON, one chapter a line: {"chapter": [what, …]}.

The transcript is the same on each server that is PostgreSQL, or as good. An error is a line of it like any other."""

import datetime as dt
import io
import json
import os
import sys
import traceback
import uuid
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
django.setup()

from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.contrib.postgres.aggregates import ArrayAgg, StringAgg  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, transaction  # noqa: E402
from django.db.models import (  # noqa: E402
    Avg, BooleanField, Case, CharField, Count, DecimalField, Exists, ExpressionWrapper, F, FloatField, IntegerField,
    Max, Min, OuterRef, Prefetch, Q, StdDev, Subquery, Sum, Value, Variance, When, Window,
)
from django.db.models import functions as fn  # noqa: E402
from django.db.models.fields.json import KeyTextTransform, KeyTransform  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from shop.models import Category, Customer, Derived, Detail, Everything, Line, Order, Product, Tag  # noqa: E402

UTC = dt.timezone.utc
chapters = []


def chapter(function):
    chapters.append(function)
    return function


def sqlstate(action):
    """The SQLSTATE and what Django makes of it; None if all was well."""
    try:
        with transaction.atomic():
            action()
    except DatabaseError as error:
        diag = getattr(error.__cause__, "diag", None)
        return [type(error).__name__, getattr(error.__cause__, "pgcode", None),
                diag and diag.constraint_name, diag and diag.table_name, diag and diag.column_name]
    return None


def rows(queryset):
    return [list(row) for row in queryset]


@chapter
def migrate_forward_and_back(say):
    def applied():
        with connection.cursor() as cursor:
            cursor.execute("select app, name from django_migrations order by app, name")
            return cursor.fetchall()

    def tables():
        return sorted(connection.introspection.table_names())

    call_command("migrate", verbosity=0)
    say(applied(), tables())
    call_command("migrate", "shop", "0003", verbosity=0)
    say(tables())
    with connection.cursor() as cursor:
        cursor.execute("insert into shop_sketch (title, amount, note) values ('x', 1, 'z') returning id, score")
        say(cursor.fetchall())
        say(sorted(connection.introspection.get_constraints(cursor, "shop_sketch").items()))
    call_command("migrate", "shop", "0001", verbosity=0)
    say(tables())
    call_command("migrate", "shop", "0004", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("select * from shop_sketch order by id")
        say([c.name for c in cursor.description], cursor.fetchall())
    call_command("migrate", verbosity=0)
    call_command("migrate", "shop", "zero", verbosity=0)
    say(tables(), applied())
    call_command("migrate", verbosity=0)
    out = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    say(out.getvalue())
    say(Permission.objects.count())


@chapter
def introspection(say):
    with connection.cursor() as cursor:
        for table in ("shop_everything", "shop_product", "shop_line", "shop_category"):
            say([list(map(str, c)) for c in connection.introspection.get_table_description(cursor, table)])
            say(sorted(connection.introspection.get_relations(cursor, table).items()))
            say(sorted(connection.introspection.get_constraints(cursor, table).items()))
            say(connection.introspection.get_sequences(cursor, table))
            say(connection.introspection.get_primary_key_column(cursor, table))


@chapter
def commands(say):
    out = io.StringIO()
    call_command("inspectdb", stdout=out)
    say(out.getvalue().splitlines())
    for name in ("0001", "0002", "0003"):
        out = io.StringIO()
        call_command("sqlmigrate", "shop", name, stdout=out)
        say(out.getvalue().splitlines())
    out = io.StringIO()
    call_command("sqlflush", stdout=out)
    call_command("sqlsequencereset", "shop", stdout=out, no_color=True)
    # tables are in no order
    say(sorted(out.getvalue().replace(",", " ").replace(";", " ").split()))


@chapter
def everything(say):
    full = dict(
        big=2**62, binary=b"\x00\xff'\\", boolean=True, boolean_null=None, char="çhår 'q'", date=dt.date(2024, 2, 29),
        datetime=dt.datetime(2024, 7, 1, 12, 30, 15, 123456, UTC), decimal=Decimal("12345678.9012"),
        duration=dt.timedelta(days=-3, seconds=7, microseconds=5), email="a@b.c", file="f.txt", file_path="/nowhere/x",
        float=1 / 3, integer=-2**31, address="2001:db8::1", json={"a": [1, None, {"b": "ü"}], "n": 1.5}, positive=5,
        positive_big=2**60, positive_small=7, slug="a-b", small=-32768, text="line\nline\t%s %% \\ \"", time=dt.time(1, 2, 3, 4),
        url="http://x/?a=b", uuid=uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), tags=["a", "b,c", 'd"e', ""],
        numbers=[1, None, -3])
    pk = Everything.objects.create(**full).pk
    got = Everything.objects.get(pk=pk)
    say([[f.name, getattr(got, f.name)] for f in Everything._meta.fields])
    say([f.name for f in Everything._meta.fields if f.name in full and f.name not in ("file", "binary")
         and getattr(got, f.name) != full[f.name]])
    empty = Everything.objects.create()
    empty.refresh_from_db()
    say([[f.name, getattr(empty, f.name)] for f in Everything._meta.fields])
    for name, value in full.items():
        if name not in ("json", "file", "file_path", "boolean_null"):
            say([name, Everything.objects.filter(**{name: value}).count()])
    say(Everything.objects.filter(boolean_null__isnull=True).count())
    say(rows(Everything.objects.filter(date__year=2024, datetime__hour=14, time__minute=2).values_list("date", "datetime")))
    say(rows(Everything.objects.filter(datetime__date=dt.date(2024, 7, 1), datetime__week_day=2).values_list("pk")))
    say(Everything.objects.filter(duration__lt=dt.timedelta(0)).count())
    for bad in (dict(small=40000), dict(char="x" * 21), dict(decimal=Decimal("123456789")), dict(positive=-1),
                dict(integer=2**31), dict(text=None)):
        say(sqlstate(lambda: Everything.objects.create(**bad)))
    say(Everything.objects.filter(pk=pk).update(float=F("float") * 3, integer=F("integer") + 1, big=F("big") / 2,
                                                duration=F("duration") + dt.timedelta(hours=1), char=fn.Upper("char"),
                                                datetime=F("datetime") + dt.timedelta(days=1)))
    say(rows(Everything.objects.filter(pk=pk).values_list("float", "integer", "big", "duration", "char", "datetime")))
    say(Everything.objects.all().delete())


def stock():
    roots = [Category.objects.create(name=name) for name in ("Tools", "Toys")]
    leaf = Category.objects.create(name="Hammers", parent=roots[0])
    tags = [Tag.objects.create(id=uuid.UUID(int=n), label=label) for n, label in enumerate(("new", "sale", "heavy"))]
    products = Product.objects.bulk_create(
        Product(sku=f"P{n}", name=f"Product {n}", category=(leaf, *roots)[n % 3], price=Decimal(n) * 10 + Decimal("0.99"),
                stock=n % 4, size="sl"[n % 2], discontinued=n == 5, released=dt.date(2024, 1 + n, 1 + n),
                attributes={"n": n, "color": ["red", "green", "blue"][n % 3], "dims": {"w": n, "h": [n, n + 1]}})
        for n in range(8))
    for n, product in enumerate(products):
        product.tags.set(tags[: n % 4])
    customers = [Customer.objects.create(name=name, email=name.lower() + "@x.y",
                                         joined=dt.datetime(2023, n + 1, 1, 23, 30, tzinfo=UTC))
                 for n, name in enumerate(("Ada", "Bob", "Cyd"))]
    customers[1].referrer = customers[0]
    customers[1].save()
    for n in range(5):
        order = Order.objects.create(customer=customers[n % 2], placed=dt.datetime(2024, 3, 29 + n % 3, 22 + n % 2, 15, tzinfo=UTC),
                                     paid=n % 2 == 0)
        Line.objects.bulk_create(Line(order=order, product=products[m], quantity=n + m + 1, price=products[m].price)
                                 for m in range(n + 1))


@chapter
def relations(say):
    stock()
    say(rows(Product.objects.values_list("sku", "category__name", "category__parent__name")))
    say(rows(Product.objects.filter(tags__label="sale").values_list("sku")))
    say(rows(Product.objects.filter(tags__label__in=["new", "heavy"]).distinct().values_list("sku")))
    say([[c.name, [p.sku for p in c.products.all()]] for c in Category.objects.prefetch_related("products").order_by("name")])
    say([[o.pk, [l.product.sku for l in o.lines.all()]] for o in Order.objects.order_by("pk").prefetch_related(
        Prefetch("lines", Line.objects.select_related("product").order_by("product_id")))])
    say([[l.order.customer.name, l.product.category.name] for l in
         Line.objects.select_related("order__customer", "product__category").order_by("pk")[:4]])
    say(rows(Customer.objects.filter(orders__lines__product__sku="P3").values_list("name").distinct().order_by("name")))
    say(rows(Customer.objects.filter(referrer__isnull=False).values_list("name", "referrer__name")))
    say(rows(Customer.objects.exclude(orders__paid=True).values_list("name").order_by("name")))
    Detail.objects.create(product_id="P1", description="one", weight=1.5)
    say(Product.objects.get(detail__weight__gt=1).detail.description)
    say([p.sku for p in Product.objects.select_related("detail").filter(detail__isnull=True)])
    product = Product.objects.get(pk="P7")
    product.tags.add(Tag.objects.get(label="new"))
    product.tags.remove(Tag.objects.get(label="heavy"))
    say(sorted(product.tags.values_list("label", flat=True)))
    product.tags.clear()
    say(product.tags.count())
    derived = Derived.objects.create(title="t", extra="e")
    derived.title = "changed"
    derived.save()
    say(rows(Derived.objects.values_list("title", "extra")), derived.delete())
    say(sqlstate(lambda: connection.cursor().execute("delete from shop_category where name = 'Toys'")))
    say([p.sku for p in Product.available.in_stock()])
    say(Order.objects.latest().pk - Order.objects.earliest().pk)
    say(sorted(Product.objects.in_bulk(["P1", "P3"])))


@chapter
def writing(say):
    category = Category.objects.get(name="Toys")
    values = dict(name="Made", category=category, price=5)
    say([Product.objects.get_or_create(sku="N1", defaults=values)[1] for _ in range(2)])
    say([Product.objects.update_or_create(sku="N1", defaults={**values, "price": 6})[1] for _ in range(2)])
    say(str(Product.objects.get(sku="N1").price))
    made = Category.objects.bulk_create([Category(name=f"c{n}") for n in range(30)], batch_size=7)
    say([c.pk - made[0].pk for c in made][:5])
    say(len(Category.objects.bulk_create([Category(name="c1"), Category(name="c99")], ignore_conflicts=True)))
    say(Category.objects.filter(name__startswith="c").count())
    products = list(Product.objects.all())
    for product in products:
        product.stock += 1
        product.attributes["bulk"] = True
    Product.objects.bulk_update(products, ["stock", "attributes"], batch_size=4)
    say(rows(Product.objects.values_list("sku", "stock", "attributes")))
    say(Product.objects.filter(stock__lt=3).update(stock=F("stock") + 10, price=F("price") * Decimal("1.1")))
    say(Product.objects.filter(category__name="Tools").update(size=Product.Size.SMALL))
    say(Product.objects.update(attributes=Case(When(sku="P1", then=Value({"only": 1}, output_field=Product._meta.get_field("attributes"))),
                                               default=F("attributes"))))
    say(Category.objects.filter(name__startswith="c").delete()[0])
    product = Product.objects.get(sku="P2")
    product.price = F("price") + 1
    product.save(update_fields=["price"])
    product.refresh_from_db()
    say(str(product.price))
    Product.objects.filter(sku="N1").delete()
    for bad in (lambda: Category.objects.create(name="Toys"), lambda: Product.objects.create(sku="P1", category=category, price=1),
                lambda: Product.objects.create(sku="x", name="x", category=category, price=-1),
                lambda: Product.objects.create(sku="x", name="Product 3", category_id=Product.objects.get(sku="P3").category_id, price=1),
                lambda: Product.objects.create(sku="x", name="Product 7", size="l", category=category, price=1),
                lambda: Product.objects.create(sku="x", name=None, category=category, price=1),
                lambda: Product.objects.create(sku="x" * 13, name="x", category=category, price=1),
                lambda: Product.objects.filter(pk="P1").update(stock=Value("many")),
                lambda: Line.objects.create(order_id=10**9, product_id="P1", price=1),
                lambda: connection.cursor().execute("selec 1"),
                lambda: connection.cursor().execute("select nothing from shop_product")):
        say(sqlstate(bad))
    with transaction.atomic():
        Line.objects.create(order_id=10**9, product_id="P1", price=1)
        say(sqlstate(connection.check_constraints))
        transaction.set_rollback(True)


@chapter
def querying(say):
    say(rows(Product.objects.filter(Q(price__gt=30) | Q(stock=0), ~Q(size="l")).values_list("sku")))
    say(rows(Product.objects.filter(name__icontains="PRODUCT", sku__in=["P1", "P2"], price__range=(1, 50)).values_list("sku")))
    for lookup in ("exact", "iexact", "contains", "startswith", "istartswith", "endswith", "iendswith", "regex", "iregex"):
        say([lookup, Product.objects.filter(**{"name__" + lookup: "Product 1"}).count()])
    say(Product.objects.filter(name__contains="%").count(), Product.objects.filter(name__contains="_").count())
    say(rows(Product.objects.order_by(F("stock").desc(nulls_last=True), "-sku").values_list("sku")[2:5]))
    say([p.sku for p in Product.objects.order_by("category__name", "?")[:0]], Product.objects.none().count())
    say(list(Product.objects.dates("released", "month")))
    say(list(Order.objects.datetimes("placed", "day")), list(Order.objects.datetimes("placed", "hour", order="DESC", tzinfo=UTC)))
    say(rows(Product.objects.values("size").annotate(n=Count("*"), total=Sum("price"), mean=Avg("price"), top=Max("released"))
             .order_by("size").values_list("size", "n", "total", "mean", "top")))
    say(Product.objects.aggregate(Sum("price"), Avg("stock"), Min("released"), Max("name"), Count("category", distinct=True),
                                  StdDev("stock"), Variance("price"), some=Count("sku", filter=Q(size="l"))))
    say(Product.objects.filter(sku="none").aggregate(Sum("price"), Count("sku"), Avg("stock")))
    say(rows(Category.objects.annotate(n=Count("products"), t=Count("products__tags", distinct=True)).filter(n__gt=0)
             .order_by("name").values_list("name", "n", "t")))
    say(rows(Customer.objects.annotate(spent=Sum(F("orders__lines__price") * F("orders__lines__quantity"))).order_by("name")
             .values_list("name", "spent")))
    say(rows(Product.objects.annotate(last=Subquery(Line.objects.filter(product=OuterRef("pk")).order_by("-quantity").values("quantity")[:1]),
                                      sold=Exists(Line.objects.filter(product=OuterRef("pk")))).values_list("sku", "last", "sold")))
    say(rows(Product.objects.filter(Exists(Line.objects.filter(product=OuterRef("pk"), quantity__gt=5))).values_list("sku")))
    say(rows(Product.objects.filter(category__in=Category.objects.filter(parent__isnull=True)).values_list("sku")))
    say(rows(Product.objects.annotate(rank=Window(fn.Rank(), partition_by=F("size"), order_by=F("price").desc()),
                                      row=Window(fn.RowNumber(), order_by=F("sku").asc()),
                                      total=Window(Sum("stock"), order_by=F("sku").asc()),
                                      before=Window(fn.Lag("sku"), order_by=F("sku").asc()),
                                      first=Window(fn.FirstValue("sku"), partition_by="size", order_by=F("sku").asc()))
             .values_list("sku", "rank", "row", "total", "before", "first").order_by("sku")))
    say(rows(Product.objects.annotate(band=Case(When(price__lt=20, then=Value("low")), When(price__lt=50, then=Value("mid")),
                                                default=Value("high"), output_field=CharField()))
             .values("band").annotate(n=Count("*")).order_by("band").values_list("band", "n")))
    say(rows(Product.objects.annotate(
        c=fn.Concat("sku", Value("-"), "name"), u=fn.Upper("name"), le=fn.Length("name"), s=fn.Substr("name", 2, 3),
        co=fn.Coalesce("detail__weight", Value(0.0)), ca=fn.Cast("price", IntegerField()), t=fn.Cast("price", CharField()),
        g=fn.Greatest("stock", Value(2)), r=fn.Round("price"), ab=fn.Abs(F("stock") - 3), m=fn.Mod("stock", 3), rp=fn.Replace("name", Value("Pro"), Value("x")),
        le2=fn.Left("name", 3), lp=fn.LPad("sku", 5, Value("*")), rev=fn.Reverse("sku"), ix=fn.StrIndex("name", Value("d")),
        ni=fn.NullIf("size", Value("s")), md=fn.MD5("sku"), po=fn.Power("stock", 2), sq=fn.Sqrt(fn.Cast("stock", FloatField())),
        tr=fn.Trim(Value("  x ")), re=fn.Repeat("sku", 2), o=fn.Ord("sku"), fl=fn.Floor("price"), ce=fn.Ceil("price"))
        .values_list("c", "u", "le", "s", "co", "ca", "t", "g", "r", "ab", "m", "rp", "le2", "lp", "rev", "ix", "ni", "md", "po", "sq", "tr",
                     "re", "o", "fl", "ce")))
    say(rows(Order.objects.annotate(
        y=fn.ExtractYear("placed"), mo=fn.ExtractMonth("placed"), h=fn.ExtractHour("placed"), w=fn.ExtractWeek("placed"),
        wd=fn.ExtractWeekDay("placed"), q=fn.ExtractQuarter("placed"), iy=fn.ExtractIsoYear("placed"), td=fn.TruncDay("placed"),
        tm=fn.TruncMonth("placed"), tw=fn.TruncWeek("placed"), th=fn.TruncHour("placed", tzinfo=UTC), da=fn.TruncDate("placed"), ti=fn.TruncTime("placed"))
        .order_by("pk").values_list("y", "mo", "h", "w", "wd", "q", "iy", "td", "tm", "tw", "th", "da", "ti")))
    say(rows(Order.objects.annotate(d=fn.TruncDate("placed")).values("d").annotate(n=Count("pk")).order_by("d").values_list("d", "n")))
    say(rows(Order.objects.filter(placed__date=dt.date(2024, 3, 30)).order_by("pk").values_list("placed")))
    say(rows(Product.objects.annotate(age=ExpressionWrapper(Value(dt.date(2025, 1, 1)) - F("released"), output_field=django.db.models.DurationField()))
             .values_list("sku", "age")[:3]))
    say(rows(Product.objects.annotate(p=ExpressionWrapper(F("price") * F("stock") / 2, output_field=DecimalField())).values_list("p")))
    say(rows(Product.objects.annotate(b=ExpressionWrapper(Q(stock__gt=2), output_field=BooleanField())).values_list("sku", "b")))
    say(rows(Product.objects.filter(sku__lt="P3").union(Product.objects.filter(sku="P7")).values_list("sku").order_by("sku")))
    say(rows(Product.objects.values_list("size").intersection(Product.objects.filter(sku="P1").values_list("size"))))
    say(rows(Product.objects.values_list("sku").difference(Product.objects.filter(size="l").values_list("sku")).order_by("sku")))
    say(rows(Product.objects.order_by("size", "-price").distinct("size").values_list("size", "sku")))
    say(rows(Product.objects.values_list("size", flat=False).distinct().order_by("size")))
    say(rows(Category.objects.order_by("name").annotate(skus=ArrayAgg("products__sku", ordering="products__sku", filter=Q(products__isnull=False)),
                                                        names=StringAgg("products__name", "; ", ordering="-products__sku")).values_list("name", "skus", "names")))
    say(Product.objects.filter(price__gt=10).exists(), Product.objects.filter(sku="none").exists(), Product.objects.count())
    say([list(r.values()) for r in Product.objects.values("sku", "category__name")[:2]], Product.objects.first().sku, Product.objects.last().sku)
    say([p.sku for p in Product.objects.raw("select * from shop_product where price > %s order by sku", [50])])
    say([sorted(p.__dict__.keys() - {"_state"}) for p in Product.objects.only("sku", "name")[:1]], [p.price for p in Product.objects.defer("price")[:1]])
    say(rows(Line.objects.values("product__category__name").annotate(s=Sum("quantity")).order_by("-s", "product__category__name").values_list()
             .values_list("product__category__name", "s")))
    say(rows(Product.objects.annotate(n=Count("lines")).filter(n__gte=F("stock")).values_list("sku", "n")))
    say(rows(Product.objects.extra(select={"twice": "stock * 2"}, where=["stock > %s"], params=[1]).values_list("sku", "twice")))
    say(Product.objects.filter(pk__in=[]).count())


@chapter
def json_and_arrays(say):
    Product.objects.filter(sku="P0").update(attributes={"n": None, "list": [1, 2, {"x": "y"}], "text": "quo'te"})
    for lookup, value in {
        "n": 3, "n__gt": 3, "n__isnull": True, "color": "red", "color__icontains": "RE", "color__in": ["red", "blue"], "color__startswith": "g",
        "color__regex": "^b", "dims__w": 4, "dims__h__0": 6, "dims__h__1__gte": 5, "dims": {"w": 2, "h": [2, 3]}, "contains": {"color": "red"},
        "contained_by": {"only": 1, "z": 2}, "has_key": "list", "has_keys": ["n", "color"], "has_any_keys": ["only", "text"], "list__2__x": "y",
        "text": "quo'te", "n__exact": None, "dims__has_key": "w", "dims__w__lt": 3, "bulk": True,
    }.items():
        say([lookup, rows(Product.objects.filter(**{"attributes__" + lookup: value}).values_list("sku"))])
    say(rows(Product.objects.annotate(c=KeyTextTransform("color", "attributes"), d=KeyTransform("dims", "attributes")).values_list("c", "d")))
    say(rows(Product.objects.values("attributes__color").annotate(n=Count("*")).order_by("attributes__color").values_list("attributes__color", "n")))
    say(rows(Product.objects.order_by("attributes__n", "sku").values_list("sku", "attributes__dims__h")))
    Everything.objects.bulk_create([Everything(tags=["a", "b"], numbers=[1, 2, 3]), Everything(tags=["b"], numbers=None), Everything(tags=[], numbers=[]),
                                    Everything(json=[1, 2]), Everything(json="text"), Everything(json=Value("null"))])
    for lookup, value in {"tags__contains": ["a"], "tags__overlap": ["a", "c"], "tags__contained_by": ["b", "c"], "tags__len": 1, "tags__0": "b",
                          "tags": ["b"], "numbers__contains": [2], "numbers__0_2": [1, 2], "numbers__isnull": True, "numbers__1__gt": 1,
                          "json": [1, 2], "json__0": 1, "json__isnull": True, "json__contains": 2}.items():
        say([lookup, [list(map(str, r)) for r in Everything.objects.filter(**{lookup: value}).order_by("pk").values_list("tags", "numbers", "json")]])
    say(Everything.objects.aggregate(n=ArrayAgg("positive", distinct=True)), Everything.objects.all().delete()[0])


@chapter
def transactions(say):
    events = []
    Category.objects.filter(name__startswith="t").delete()
    with transaction.atomic():
        transaction.on_commit(lambda: events.append("outer"))
        Category.objects.create(name="t1")
        try:
            with transaction.atomic():
                transaction.on_commit(lambda: events.append("lost"))
                Category.objects.create(name="t2")
                Category.objects.create(name="t1")
        except django.db.IntegrityError:
            events.append("undone")
        with transaction.atomic():
            transaction.on_commit(lambda: events.append("inner"))
            Category.objects.create(name="t3")
        sid = transaction.savepoint()
        Category.objects.create(name="t4")
        transaction.savepoint_rollback(sid)
        sid = transaction.savepoint()
        Category.objects.create(name="t5")
        transaction.savepoint_commit(sid)
    say(events, rows(Category.objects.filter(name__startswith="t").order_by("name").values_list("name")))
    try:
        with transaction.atomic():
            Category.objects.create(name="t6")
            raise KeyError
    except KeyError:
        say(Category.objects.filter(name="t6").exists())
    try:
        with transaction.atomic():
            try:
                Category.objects.create(name="t1")
            except DatabaseError:
                pass
            Category.objects.count()
    except DatabaseError as error:
        say(type(error).__name__)
    with transaction.atomic():
        cursor = connection.cursor()
        cursor.execute("savepoint own")
        say(sqlstate(lambda: cursor.execute("select 1/0")))
        say(Category.objects.filter(name="t1").select_for_update().count())
    with transaction.atomic():
        say([p.sku for p in Product.objects.select_for_update().filter(stock__gt=1)])
        say([p.sku for p in Product.objects.select_for_update(skip_locked=True, of=("self",)).select_related("category")[:2]])
        say([p.sku for p in Product.objects.select_for_update(nowait=True, no_key=True)[:1]])
    try:
        list(Product.objects.select_for_update())
    except transaction.TransactionManagementError:
        say("only in a transaction")
    say([p.sku for p in Product.objects.iterator(chunk_size=3)])
    with transaction.atomic():
        names = []
        for product in Product.objects.iterator(chunk_size=2):
            Product.objects.filter(pk=product.pk).update(stock=F("stock") + 1)
            names.append(product.sku)
        say(names)
    Customer.objects.bulk_create(Customer(name=f"bulk {n}", email=f"{n}@bulk", joined=timezone.now()) for n in range(3000))
    say(sum(1 for _ in Customer.objects.filter(email__endswith="@bulk").iterator()))
    say(Customer.objects.filter(email__endswith="@bulk").delete()[0])
    connection.set_autocommit(False)
    Category.objects.create(name="t7")
    connection.rollback()
    Category.objects.create(name="t8")
    connection.commit()
    connection.set_autocommit(True)
    say(rows(Category.objects.filter(name__in=["t7", "t8"]).values_list("name")))
    connection.close()
    say(Category.objects.filter(name="t8").count())


@chapter
def admin(say):
    User.objects.create_superuser("root", "r@x.y", "secret")
    user = User.objects.create_user("plain", password="x")
    group = Group.objects.create(name="editors")
    group.permissions.set(Permission.objects.filter(content_type__app_label="shop", codename__startswith="change")
                          .exclude(content_type__model__in=["draft", "sketch"]))
    user.groups.add(group)
    say(sorted(user.get_all_permissions()), user.has_perm("shop.change_product"))
    setup_test_environment()
    parent = Category.objects.get(name="Tools").pk
    client = Client()
    say(client.get("/admin/").status_code, client.login(username="root", password="wrong"))
    answer = client.post("/admin/login/?next=/admin/", {"username": "root", "password": "secret"})
    say(answer.status_code, answer.headers["Location"], client.get("/admin/").status_code)
    for path in ("shop/product/", "shop/product/?q=Product+1", "shop/product/?released__year=2024&discontinued__exact=0", "shop/category/add/",
                 "shop/product/P1/change/", "auth/user/", "shop/product/P1/history/"):
        answer = client.get("/admin/" + path)
        say(path, answer.status_code, answer.context["cl"].result_count if answer.context and "cl" in answer.context else None)
    answer = client.post("/admin/shop/category/add/", {"name": "by admin", "parent": parent})
    say(answer.status_code, Category.objects.filter(name="by admin").count())
    answer = client.post("/admin/shop/category/add/", {"name": "by admin", "parent": parent})
    say(answer.status_code, sorted(answer.context["errors"]))
    pk = Category.objects.get(name="by admin").pk
    say(client.post(f"/admin/shop/category/{pk}/delete/", {"post": "yes"}).status_code)
    from django.contrib.admin.models import LogEntry
    say(rows(LogEntry.objects.order_by("pk").values_list("action_flag", "object_repr")))
    client.logout()
    from django.contrib.sessions.models import Session
    say(Session.objects.count())


@chapter
def fixtures(say):
    def dump():
        out = io.StringIO()
        call_command("dumpdata", "shop", "auth.group", natural_foreign=True, natural_primary=True, indent=1, stdout=out)
        return out.getvalue()

    before = dump()
    # failed statements take numbers from PostgreSQL's sequences
    say(sorted([record["model"], sorted(record["fields"])] for record in json.loads(before)))
    path = os.path.join(os.environ["FIXTURES"], "shop.json")
    with open(path, "w") as file:
        file.write(before)
    call_command("flush", interactive=False, verbosity=0)
    say(Product.objects.count(), User.objects.count(), Permission.objects.count())
    call_command("loaddata", path, verbosity=0)
    say(dump() == before)
    say(Category.objects.create(name="after").pk > Category.objects.exclude(name="after").order_by("-pk")[0].pk)


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, memoryview):
        return value.tobytes().hex()
    if isinstance(value, (str, int, bool, type(None))):
        return value
    if isinstance(value, float):
        return f"{value:.12g}"
    return f"{type(value).__name__} {value}"


def main():
    wanted = sys.argv[1:]
    for function in chapters:
        if wanted and function.__name__ not in wanted:
            continue
        said = []
        try:
            function(lambda *what: said.extend(plain(what)))
        except Exception as error:
            traceback.print_exc()
            said.append(f"{type(error).__name__}: {error}")
            connection.close()
        print(json.dumps({function.__name__: said}, ensure_ascii=False), flush=True)


main()
