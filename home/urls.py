from django.urls import path

from home import views

urlpatterns = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
]
