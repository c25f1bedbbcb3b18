"""The codebook: adopting the one we ship, writing a new version, publishing it. A published version never changes."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from schools import codebook_seed, keywords
from schools.models import Code, CodebookVersion

# The topic for words that no other topic fits. Without it a coder would have to bend the words.
OTHER = "other"
NO_TOPIC_FITS = codebook_seed.CodeSeed(
    key=OTHER,
    name=("No topic fits", "Ningún tema corresponde"),
    definition=("Words that belong to none of the topics.", "Palabras que no caben en ninguno de los temas."),
    include=("New matters; thanks; words nobody can read.", "Asuntos nuevos; agradecimientos; palabras ilegibles."),
    exclude=("Anything that fits a topic, even loosely.", "Todo lo que quepa en un tema, aunque sea en parte."),
    examples_en=("Thank you for coming tonight.", "Everything is fine as it is."),
    examples_es=("Gracias por venir hoy.", "Todo está bien como está."),
    keywords=(),
)
CODE_FIELDS = (
    "key", "parent_key", "name_en", "name_es", "definition_en", "definition_es", "include_en", "include_es",
    "exclude_en", "exclude_es", "examples_en", "examples_es", "keywords",
)  # fmt: skip


def current(organization) -> CodebookVersion | None:
    """The version that this organization reads comments with today; None before it has one."""
    return CodebookVersion.objects.current().filter(organization=organization).first()


@transaction.atomic
def adopt_seed(organization, *, by) -> CodebookVersion:
    """Start with the codebook that comes with Fairshare, as this organization's published version 1."""
    if CodebookVersion.objects.filter(organization=organization).exists():
        raise ValidationError(_("Your organization already has a codebook."))
    version = CodebookVersion(organization=organization, number=1, published_at=timezone.now(), published_by=by)
    version.full_clean()
    version.save()
    codes = [
        Code(version=version, position=position, **seed.values())
        for position, seed in enumerate((*codebook_seed.CODES, NO_TOPIC_FITS))
    ]
    for code in codes:
        code.full_clean(validate_unique=False, validate_constraints=False)
    Code.objects.bulk_create(codes)
    record(by, "codebook.adopted", version, count=len(codes))
    return version


@transaction.atomic
def draft_version(organization, *, by) -> CodebookVersion:
    """Begin a new version as a copy of the current one. An organization writes one at a time."""
    versions = CodebookVersion.objects.filter(organization=organization)
    standing = current(organization)
    if standing is None:
        raise ValidationError(_("Your organization has no codebook yet."))
    version = CodebookVersion(organization=organization, number=versions.aggregate(newest=Max("number"))["newest"] + 1)
    version.full_clean()
    version.save()
    copies = list(standing.codes.all())
    for code in copies:
        code.pk, code.version = None, version
        code._state.adding = True
    Code.objects.bulk_create(copies)
    record(by, "codebook.draft_started", version)
    return version


@transaction.atomic
def add_code(version, *, by, **fields) -> Code:
    """Add a topic at the end of a draft, before “no topic fits”. Both languages must be there."""
    _refuse_published(version)
    if version.codes.filter(key=fields.get("key")).exists():
        raise ValidationError({"key": _("Another topic of this version has this key.")})
    last = version.codes.exclude(key=OTHER).aggregate(last=Max("position"))["last"]
    code = Code(version=version, position=0 if last is None else last + 1, **fields)
    _save(code)
    version.codes.filter(key=OTHER).update(position=code.position + 1)
    record(by, "codebook.topic_added", version, topic=code.name_en)
    return code


@transaction.atomic
def change_code(code, *, by, **fields) -> Code:
    """Change a topic of a draft. Its key stays: it ties the topic to itself in older versions."""
    _refuse_published(code.version)
    for name, value in fields.items():
        setattr(code, name, value)
    _save(code)
    record(by, "codebook.topic_changed", code.version, topic=code.name_en)
    return code


@transaction.atomic
def remove_code(code, *, by) -> None:
    """Take a topic out of a draft. Comments already read keep it, in the version they were read with."""
    _refuse_published(code.version)
    if code.key == OTHER:
        raise ValidationError(_("This topic has to stay: it is for words that no other topic fits."))
    if code.version.codes.filter(parent_key=code.key).exists():
        raise ValidationError(
            _("Other topics are part of “%(name)s”. Move or remove them first.") % {"name": code.name}
        )
    name = code.name_en
    code.delete()
    record(by, "codebook.topic_removed", code.version, topic=name)


@transaction.atomic
def publish(version, *, note, by) -> CodebookVersion:
    """Make a draft the version that comments are read with from now on. It can never be changed again.

    Comments read with an older version count on as they are, are shown as such, and can be read again.
    """
    _refuse_published(version)
    if not note.strip():
        raise ValidationError({"note": _("Say in one sentence what changed.")})
    if not version.codes.filter(key=OTHER).exists():
        raise ValidationError(_("Add a topic with the key “other” for words that no other topic fits."))
    version.note = note.strip()
    version.published_at, version.published_by = timezone.now(), by
    version.full_clean()
    version.save()
    record(by, "codebook.published", version, count=version.codes.count())
    return version


@transaction.atomic
def drop_draft(version, *, by) -> None:
    """Throw a draft away. Nothing was read with it."""
    _refuse_published(version)
    record(by, "codebook.draft_dropped", version)
    version.delete()


def _refuse_published(version) -> None:
    if version.published_at is not None:
        raise ValidationError(_("This version is published and cannot be changed. Write a new version."))


def _save(code) -> None:
    code.keywords = keywords.clean(code.keywords)
    others = {other.key: other for other in code.version.codes.exclude(pk=code.pk)}
    if code.parent_key:
        parent = others.get(code.parent_key)
        if parent is None or parent.parent_key or code.key == OTHER:
            raise ValidationError(
                {"parent_key": _("Choose a topic of this version that is not itself part of another.")}
            )
        if any(other.parent_key == code.key for other in others.values()):
            raise ValidationError({"parent_key": _("Other topics are part of this one, so it must stand on its own.")})
    code.full_clean()
    code.save()


@dataclass
class Changes:
    """What a version changed against the one before."""

    added: list[Code] = field(default_factory=list)
    removed: list[Code] = field(default_factory=list)
    changed: list[Code] = field(default_factory=list)

    def __bool__(self):
        return bool(self.added or self.removed or self.changed)


def changes(older: list[Code], newer: list[Code]) -> Changes:
    """Compare two lists of codes by key: added, removed, and those of which any field reads differently."""
    before, after = {code.key: code for code in older}, {code.key: code for code in newer}
    return Changes(
        added=[code for code in newer if code.key not in before],
        removed=[code for code in older if code.key not in after],
        changed=[code for code in newer if code.key in before and _differs(before[code.key], code)],
    )


def _differs(older: Code, newer: Code) -> bool:
    return any(getattr(older, name) != getattr(newer, name) for name in CODE_FIELDS)
