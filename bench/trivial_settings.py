"""Storm's settings without its rooms and without any middleware: what the trivial endpoint is served with."""

from storm.settings import *  # noqa: F403  # all of them, but for these

INSTALLED_APPS = []
MIDDLEWARE = []
ROOT_URLCONF = "bench.trivial"
