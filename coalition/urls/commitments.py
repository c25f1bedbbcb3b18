from django.urls import path

from coalition.views import commitments

urlpatterns = [
    path("coalitions/<int:pk>/commitments/", commitments.commitments, name="commitments"),
    path("coalitions/<int:pk>/commitments/new/", commitments.promise, name="promise"),
    path("coalitions/commitments/<int:pk>/", commitments.change_promise, name="change_promise"),
    path("coalitions/commitments/<int:pk>/reminded/", commitments.remind, name="remind"),
    path("coalitions/commitments/<int:pk>/settle/", commitments.settle, name="settle"),
    path("coalitions/commitments/<int:pk>/take-back/", commitments.unsettle, name="unsettle"),
]
