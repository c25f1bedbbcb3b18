"""What every answer carries, whatever its address: SECURITY's headers, on pages, on errors and on files."""

import pytest

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/no/such/page/", "/static/css/theme.css"])
def test_every_answer_is_locked_down(client, path):
    headers = client.get(path).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_pages_stay_out_of_caches(client):
    assert "no-store" in client.get("/account/login/").headers["Cache-Control"]


@pytest.mark.django_db
def test_an_address_with_a_zero_in_it_is_answered_like_any_other(client, cast):
    client.force_login(cast.tasha)

    for path in ("/people/", "/people/find/", "/search/", "/schools/", "/events/"):
        assert client.get(path + "?q=Lup%00ita&find=a%00b&school=%00&sort=%00").status_code == 200, path
