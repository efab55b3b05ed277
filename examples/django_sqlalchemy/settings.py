"""Django's settings: its own PostgreSQL engine, pointed at ormgate."""

import os

SECRET_KEY = "of an example"
INSTALLED_APPS = ["guestbook"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "app",
        "USER": "app",
        "HOST": "127.0.0.1",
        "PORT": os.environ["PORT"],
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
