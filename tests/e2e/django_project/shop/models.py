"""A shop: every kind of field, relation, constraint and index that Django 3.2 has for PostgreSQL."""

import datetime
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Everything(models.Model):
    """One field of each type."""

    big = models.BigIntegerField(default=0)
    binary = models.BinaryField(default=b"")
    boolean = models.BooleanField(default=False)
    boolean_null = models.BooleanField(null=True)
    char = models.CharField(max_length=20, default="", db_index=True)
    date = models.DateField(null=True)
    datetime = models.DateTimeField(null=True)
    decimal = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    duration = models.DurationField(null=True)
    email = models.EmailField(blank=True)
    file = models.FileField(upload_to="files", blank=True)
    file_path = models.FilePathField(path="/nowhere", blank=True)
    float = models.FloatField(null=True)
    integer = models.IntegerField(null=True)
    address = models.GenericIPAddressField(null=True)
    json = models.JSONField(null=True)
    positive = models.PositiveIntegerField(default=0)
    positive_big = models.PositiveBigIntegerField(default=0)
    positive_small = models.PositiveSmallIntegerField(default=0)
    slug = models.SlugField(blank=True)
    small = models.SmallIntegerField(default=0)
    text = models.TextField(default="")
    time = models.TimeField(null=True)
    url = models.URLField(blank=True)
    uuid = models.UUIDField(default=uuid.UUID(int=7))
    tags = ArrayField(models.CharField(max_length=10), default=list)
    numbers = ArrayField(models.IntegerField(), null=True)


class Category(models.Model):
    name = models.CharField(max_length=50, unique=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")

    def __str__(self):
        return self.name


class Tag(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    label = models.SlugField(unique=True)


class InStock(models.QuerySet):
    def in_stock(self):
        return self.filter(stock__gt=0)


class AvailableManager(models.Manager.from_queryset(InStock)):
    def get_queryset(self):
        return super().get_queryset().filter(discontinued=False)


class Product(models.Model):
    class Size(models.TextChoices):
        SMALL = "s", "small"
        LARGE = "l", "large"

    sku = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)
    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    price = models.DecimalField(max_digits=8, decimal_places=2)
    stock = models.IntegerField(default=0)
    size = models.CharField(max_length=1, choices=Size.choices, default=Size.SMALL)
    discontinued = models.BooleanField(default=False)
    released = models.DateField(default=datetime.date(2024, 1, 1))
    attributes = models.JSONField(default=dict)
    tags = models.ManyToManyField(Tag, related_name="products")

    objects = models.Manager()
    available = AvailableManager()

    class Meta:
        ordering = ["sku"]
        constraints = [
            models.CheckConstraint(check=Q(price__gte=0), name="price_not_negative"),
            models.UniqueConstraint(fields=["name", "category"], name="name_in_category"),
            models.UniqueConstraint(fields=["name"], condition=Q(size="l"), name="one_large"),
        ]
        indexes = [
            models.Index(fields=["-price", "name"], name="by_price"),
            models.Index(fields=["stock"], condition=Q(discontinued=False), name="available_stock"),
        ]


class Detail(models.Model):
    product = models.OneToOneField(Product, models.CASCADE, primary_key=True)
    description = models.TextField()
    weight = models.FloatField(null=True)


class Customer(models.Model):
    name = models.CharField(max_length=50)
    email = models.EmailField(unique=True)
    joined = models.DateTimeField()
    referrer = models.ForeignKey("self", models.SET_NULL, null=True)


class Order(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="orders")
    placed = models.DateTimeField()
    paid = models.BooleanField(default=False)
    products = models.ManyToManyField(Product, through="Line", related_name="orders")

    class Meta:
        get_latest_by = "placed"
        index_together = [("customer", "placed")]


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="lines")
    quantity = models.PositiveIntegerField(default=1)
    price = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        unique_together = [("order", "product")]
        constraints = [models.CheckConstraint(check=Q(quantity__lte=F("price") + 1000), name="sane_quantity")]


class Base(models.Model):
    """The parent of a model of its own table."""

    title = models.CharField(max_length=30)


class Derived(Base):
    extra = models.CharField(max_length=30)
