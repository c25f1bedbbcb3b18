"""Pages that hold the shared parts and nothing else, for the browser tests of the frame."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from accounts.access import public
from config.urls import urlpatterns as product


def sample(name, request, values=None):
    text = (Path(__file__).parent / f"sample_{name}.html").read_text(encoding="utf-8")
    return HttpResponse(Template(text).render(RequestContext(request, values)))


@public
def grid(request):
    return sample("grid", request)


@public
def parts(request):
    messages.success(request, "Link removed.", extra_tags="/sample/part/")
    stops = ("asked", "coded", "planned", "spent", "answered")
    points = [
        SimpleNamespace(name=f"School {n} (demo)", url="/", latitude=33.9 + n / 50, longitude=-118.3, tier=n or None)
        for n in range(6)
    ]
    values = {
        "band": [{"stop": stop, "figure": "7", "gap": "1 left out", "leak": stop == "coded"} for stop in stops],
        "spendings": [600_000, 0, None],
        "page": Paginator(range(120), 50).get_page(2),
        "points": points,
        "day": date(2026, 11, 19),
    }
    return sample("parts", request, values)


@public
def part(request):
    return HttpResponse('<section id="part"><h2>After</h2><p data-announce>It was read out.</p></section>')


@public
def polled(request):
    return HttpResponse('<div id="poll"><h2>Polled</h2></div>')


urlpatterns = [
    path("sample/grid/", grid),
    path("sample/parts/", parts),
    path("sample/part/", part),
    path("sample/polled/", polled),
    path("sample/search/", part, name="search"),
    path("", include(product)),
]
