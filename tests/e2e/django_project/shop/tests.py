"""What `manage.py test` runs, in a database of its own."""

from django.db import IntegrityError, transaction
from django.test import TestCase, TransactionTestCase

from shop.models import Category


class Rollback(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.root = Category.objects.create(name="root")

    def test_one(self):
        Category.objects.create(name="x")
        self.assertEqual(Category.objects.count(), 2)

    def test_two_does_not_see_one(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            Category.objects.create(name="root")
        self.assertEqual(Category.objects.count(), 1)


class Flush(TransactionTestCase):
    reset_sequences = True

    def test_one(self):
        self.assertEqual(Category.objects.create(name="x").pk, 1)

    def test_two_starts_anew(self):
        self.assertEqual(Category.objects.create(name="y").pk, 1)
        self.assertEqual(Category.objects.count(), 1)
