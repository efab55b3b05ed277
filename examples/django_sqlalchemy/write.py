"""The Django half: makes the tables, writes with the ORM, and reads what the other half added."""

import os
import sys

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import Avg, Count  # noqa: E402

from guestbook.models import Guest  # noqa: E402


def write():
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        for name, stars in (("Ada", 5), ("Ben", 3)):
            guest, _ = Guest.objects.get_or_create(name=name)
            guest.entries.create(text=f"{name} was here", stars=stars, details={"by": "django"})


def read():
    guests = Guest.objects.annotate(n=Count("entries"), stars=Avg("entries__stars")).order_by("name")
    for guest in guests:
        print(f"django: {guest.name} wrote {guest.n}, {guest.stars:.1f} stars")


{"write": write, "read": read}[sys.argv[1]]()
