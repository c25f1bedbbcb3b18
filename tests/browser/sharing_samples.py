"""Examples of the pages about sharing: between the demo's two organizations one agreement stands, one waits."""

from django.urls import reverse

from coalition.models import Coalition, ShareAgreement

ANDRE, IMANI = "andre@demo.example", "imani@demo.example"
MARISOL, ROSARIO = "marisol@demo.example", "rosario@demo.example"


def samples():
    """{name of the address: examples of it}."""
    stands = ShareAgreement.objects.get(receiver_signed_at__isnull=False)
    waits = ShareAgreement.objects.get(receiver_signed_at=None)
    other = Coalition.objects.exclude(pk=stands.coalition_id).first()
    return {
        "coalition:sharing": _by("coalition:sharing", (), ANDRE, ROSARIO, MARISOL),
        "coalition:share_draft": _by("coalition:share_draft", (), ANDRE),
        "coalition:agreement": [
            *_by("coalition:agreement", (stands.pk,), ANDRE, ROSARIO),
            *_by("coalition:agreement", (waits.pk,), ANDRE, ROSARIO),
        ],
        "coalition:share_change": _by("coalition:share_change", (stands.pk,), ANDRE, ROSARIO),
        "coalition:end_sharing": _by("coalition:end_sharing", (stands.pk,), ANDRE),
        "coalition:shared_people": [
            *_by("coalition:shared_people", (stands.pk,), MARISOL),
            (reverse("coalition:shared_people", args=[stands.pk]) + "?q=zzzz", MARISOL),
        ],
        "coalition:shared_export": _by("coalition:shared_export", (stands.pk,), MARISOL),
        "coalition:receipts": _by("coalition:receipts", (stands.pk,), ANDRE, ROSARIO),
        "coalition:receipt": _by("coalition:receipt", (stands.receipts.first().pk,), ANDRE, ROSARIO),
        "coalition:counts": [
            *_by("coalition:counts", (stands.coalition_id,), ANDRE, MARISOL),
            *_by("coalition:counts", (other.pk,), IMANI),
        ],
    }


def _by(name, args, *viewers):
    return [(reverse(name, args=args), viewer) for viewer in viewers]
