"""Response headers that Django and django-csp leave to us."""

FEATURES_NOBODY_USES = """
accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope magnetometer microphone
midi payment picture-in-picture publickey-credentials-get usb
"""
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in FEATURES_NOBODY_USES.split())


class HeadersMiddleware:
    """Switches browser features off, keeps other sites from embedding answers, and keeps pages out of caches."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Nearly every page tells of people; a shared computer's Back button must not show them after sign-out.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
