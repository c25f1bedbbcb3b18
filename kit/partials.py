"""Pages and their parts: the same view answers with a whole page, or with the part that htmx asked for."""

from django.http import HttpRequest


def page_or_part(request: HttpRequest, template: str, part: str) -> str:
    """The template's name, or "template#part" when htmx asks for a part.

    A boosted link and a restored history entry want the whole page, though they carry htmx's header as well.
    """
    wants_part = request.headers.get("HX-Request") == "true"
    wants_page = "true" in (request.headers.get("HX-Boosted"), request.headers.get("HX-History-Restore-Request"))
    return f"{template}#{part}" if wants_part and not wants_page else template
