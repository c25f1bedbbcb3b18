from django.urls import path

from members.views import consent as views

urlpatterns = [
    path("people/<int:pk>/consent/", views.consent, name="consent"),
    path("people/<int:pk>/consent/say/", views.say_consent, name="say_consent"),
    path("people/<int:pk>/erase/", views.erase, name="erase"),
    path("people/<int:pk>/data/", views.own_data, name="own_data"),
    path("people/<int:pk>/data.json", views.own_data_file, name="own_data_file"),
    path("people/<int:pk>/looks/", views.who_looked, name="who_looked"),
]
