from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("schools.urls")),
    path("", include("home.urls")),
]
