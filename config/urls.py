from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("members.urls")),
    path("", include("coalition.urls")),
    path("", include("campaigns.urls")),
    path("", include("schools.urls")),
    path("", include("home.urls")),
]
