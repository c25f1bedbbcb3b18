from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


def start_the_clock(sender, request, user, **kwargs):
    """Every way of signing in passes here, also the tests'; a session without a clock is not trusted."""
    from accounts.acting import stamp

    stamp(request.session)


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from accounts.roles import Role
        from accounts.sentences import ACCOUNT_GROUPS, ACCOUNT_SENTENCES, register_sentences

        register_sentences(
            ACCOUNT_SENTENCES, groups=ACCOUNT_GROUPS, words={"user.role": Role, "user.former_role": Role}
        )
        _hang_setup_links()
        user_logged_in.connect(start_the_clock, dispatch_uid="accounts.start_the_clock")


def _hang_setup_links():
    from accounts import setup_links
    from accounts.roles import Permission

    setup_links.register(
        title=_("Users"),
        note=_("Who has which role here. Invite and remove people."),
        url_name="accounts:people",
        icon="users",
        permission=Permission.MANAGE_MEMBERS,
    )
    setup_links.register(
        title=_("The organization"),
        note=_("Its name, language, time zone and sign-in rules."),
        url_name="accounts:organization",
        icon="building",
        permission=Permission.MANAGE_ORGANIZATION,
    )
    setup_links.register(
        title=_("History"),
        note=_("Who did what, and when."),
        url_name="accounts:history",
        icon="history",
        permission=Permission.VIEW_AUDIT,
    )
