from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever holds, or held, a role in an organization where the user manages users."""
        from accounts.models.grant import Grant
        from accounts.models.organization import Organization
        from accounts.roles import Permission

        places = Organization.objects.where_may(user, Permission.MANAGE_MEMBERS)
        return self.filter(pk__in=Grant.objects.filter(organization__in=places).values("user"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields):
        """Add a user. Without a password nobody can sign in until one is set by mail."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One human who signs in. What they may do comes from their grants, never from a flag here."""

    NAMED_BY = ("name", "email")

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)
    # Part of what a session is checked against: one step up ends every session this person has.
    session_epoch = models.PositiveIntegerField(default=0)

    # Where each permission is held, {Permission: organization ids}, as the visit found it; see accounts/acting.py.
    held = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_any_case",
                violation_error_message=_("There is already a user with this email."),
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def initials(self) -> str:
        """Two letters for the corner of the page."""
        words = self.name.split() or [self.email]
        ends = words if len(words) == 1 else [words[0], words[-1]]
        return "".join(word[0] for word in ends).upper()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.email

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def _get_session_auth_hash(self, secret=None):
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()
