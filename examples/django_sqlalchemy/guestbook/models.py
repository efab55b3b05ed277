from django.db import models


class Guest(models.Model):
    name = models.CharField(max_length=50, unique=True)


class Entry(models.Model):
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="entries")
    text = models.TextField()
    stars = models.PositiveSmallIntegerField(default=5)
    written = models.DateTimeField(auto_now_add=True)
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(check=models.Q(stars__lte=5), name="five_stars_at_most")]
