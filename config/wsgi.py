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
# A page leaves some five thousand objects that only hang on one another. They are looked for every two pages, and what
# stayed longer is looked through seldom: after each seven hundred objects and ten such times, one page in twenty paid
# for the others by half.
gc.set_threshold(10_000, 50, 100)
