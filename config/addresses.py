"""What an address asks for, before anybody reads it."""


class NoZeroMiddleware:
    """Takes the sign with the number zero out of what an address asks for: no database can look for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked:
            request.META["QUERY_STRING"] = asked.replace("%00", "%20")
        return self.get_response(request)
