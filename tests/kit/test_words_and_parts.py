import pytest
from django.test import RequestFactory

from kit.folding import fold
from kit.partials import page_or_part


@pytest.mark.parametrize(
    ("written", "folded"), [("Óscar", "oscar"), ("  PEÑA\n Núñez ", "pena nunez"), ("ﬁesta", "fiesta"), ("", "")]
)
def test_folding_leaves_one_plain_spelling(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("headers", "template"),
    [
        ({}, "a.html"),
        ({"HX-Request": "true"}, "a.html#rows"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, "a.html"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "a.html"),
    ],
)
def test_only_a_request_for_a_part_gets_the_part(headers, template):
    request = RequestFactory().get("/", headers=headers)

    assert page_or_part(request, "a.html", "rows") == template
