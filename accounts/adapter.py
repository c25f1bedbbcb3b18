"""What allauth asks us: who may sign up (nobody), and what follows a sign-in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """People are invited by an organization admin; nobody signs up."""
        return False

    def post_login(self, request, user, **kwargs):
        """Show the pages in the language this person chose."""
        return remember_language(super().post_login(request, user, **kwargs), user)


def remember_language(response, user):
    """Put the person's language into the cookie that LocaleMiddleware reads."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
