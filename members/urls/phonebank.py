from django.urls import path

from members.views import call_lists, calling

urlpatterns = [
    path("calls/", call_lists.call_lists, name="call_lists"),
    path("calls/new/", call_lists.call_list_new, name="call_list_new"),
    path("calls/<int:pk>/", call_lists.call_list, name="call_list"),
    path("calls/<int:pk>/change/", call_lists.change_call_list, name="change_call_list"),
    path("calls/<int:pk>/close/", call_lists.close_call_list, name="close_call_list"),
    path("calls/held/<int:pk>/give-back/", call_lists.release_call, name="release_call"),
    path("calls/<int:pk>/next/", calling.calling, name="calling"),
    path("calls/<int:pk>/walk/", calling.walk_list, name="walk_list"),
    path("calls/<int:pk>/walk/take/", calling.take_street, name="take_street"),
    path("calls/<int:pk>/doors/<int:task_id>/", calling.record_door, name="record_door"),
]
