"""Examples of the pages of events and paper sheets, taken from the demo."""

from django.urls import reverse

from campaigns.models import Event, SignInSheet
from members.models import Segment

TASHA, LUIS, RUTH = "tasha@demo.example", "luis@demo.example", "ruth@demo.example"


def samples():
    """{name of the address: examples of it}: a sheet that is finished and one that is half typed."""
    finished, half = SignInSheet.objects.order_by("number")
    met, session = half.event, Event.objects.filter(session__school__ties__isnull=False).first()
    search = Segment.objects.filter(steward=met.steward).first()

    def at(name, *args, query="", by=TASHA):
        return reverse(f"campaigns:{name}", args=args) + query, by

    return {
        "campaigns:events": [at("events"), at("events", by=RUTH), at("events", query="?page=2", by=LUIS)],
        "campaigns:add_event": [at("add_event")],
        "campaigns:event": [at("event", met.pk), at("event", session.pk), at("event", met.pk, by=RUTH)],
        "campaigns:change_event": [at("change_event", met.pk)],
        "campaigns:sheets": [at("sheets", met.pk), at("sheets", session.pk, by=LUIS)],
        "campaigns:sheet": [at("sheet", met.pk, half.number), at("sheet", met.pk, finished.number)],
        "campaigns:check_sheet": [at("check_sheet", met.pk, half.number)],
        "campaigns:drop_sheet": [at("drop_sheet", met.pk, half.number)],
        "campaigns:print_sheet": [
            at("print_sheet", session.pk),
            at("print_sheet", met.pk, query=f"?who=search:{search.pk}&blank=5"),
        ],
    }
