from django.urls import path

from members.views import bulk, segments

urlpatterns = [
    path("people/searches/new/", segments.segment_new, name="segment_new"),
    path("people/searches/<int:pk>/", segments.segment, name="segment"),
    path("people/searches/<int:pk>/count/", segments.segment_count, name="segment_count"),
    path("people/searches/<int:pk>/remove/", segments.drop_segment, name="drop_segment"),
    path("people/lists/", segments.lists, name="lists"),
    path("people/lists/<int:pk>/", segments.person_list, name="person_list"),
    path("people/lists/<int:pk>/close/", segments.close_list, name="close_list"),
    path("people/lists/<int:pk>/people/<int:person_id>/", segments.put_on_list, name="put_on_list"),
    path("people/lists/entries/<int:pk>/take-off/", segments.take_off_list, name="take_off_list"),
    path("people/bulk/", bulk.bulk_ask, name="bulk"),
    path("people/bulk/<int:pk>/", bulk.bulk_result, name="bulk_result"),
    path("people/bulk/<int:pk>/undo/", bulk.undo_bulk, name="undo_bulk"),
    path("people/bulk/<int:pk>/file/", bulk.bulk_file, name="bulk_file"),
]
