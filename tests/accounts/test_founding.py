import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import founding
from accounts.models import Invitation, Organization, Role, User
from tests.factories.accounts import OrganizationFactory


def found(name="Vermont Square Parents", admin="first@example.org"):
    out = StringIO()
    call_command("found_organization", name, admin=admin, site="https://fairshare.example", stdout=out)
    return out.getvalue()


def test_the_first_admin_of_a_new_place_joins_by_the_printed_link(client, db):
    link = re.search(r"https://fairshare\.example(/invitation/\S+)", found()).group(1)

    client.post(link, {"name": "Fern Ruiz", "password": "four quiet morning birds"})

    fern = User.objects.get(email="first@example.org")
    assert [(grant.organization.name, grant.role) for grant in fern.grants.all()] == [
        ("Vermont Square Parents", Role.ORGANIZATION_ADMIN)
    ]
    assert client.get("/set-up/people/").status_code == 200


@pytest.mark.parametrize(("name", "admin"), [("Harbor Parents", "first@example.org"), ("Other", "no address")])
def test_a_refused_founding_leaves_nothing_behind(db, name, admin):
    OrganizationFactory(name="Harbor Parents")

    with pytest.raises(CommandError):
        found(name, admin)

    assert Organization.objects.count() == 1
    assert not Invitation.objects.exists()


def test_a_new_users_address_counts_as_proved(db):
    user = founding.add_user("Fern@Example.org", name="Fern Ruiz", password="four quiet morning birds")

    assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [("fern@example.org", True, True)]
