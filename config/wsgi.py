import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

resolve("/")  # every page's code, before the first page asks for it
# What is loaded by now stays for good. Looking through it for garbage again and again held up a page for a tenth of a
# second now and then; and what nobody touches stays shared between the processes that are forked from this one.
gc.collect()
gc.freeze()
# A page makes some ten thousand objects and lets go of them by itself. Looking for garbage after each seven hundred
# held up one page in twenty; what hangs together in circles is found a few pages later.
gc.set_threshold(50_000, 20, 50)
