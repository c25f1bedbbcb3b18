"""Asks, their links to plan lines, and answers."""

from django.urls import path

from schools.views import asking, linking

urlpatterns = [
    path("schools/<cds:cds_code>/<year:year>/asks/new/", asking.raise_ask, name="raise_ask"),
    path("schools/<cds:cds_code>/<year:year>/group/", asking.group, name="group"),
    path("asks/<int:pk>/", asking.ask, name="ask"),
    path("asks/<int:pk>/comments/", asking.comments, name="ask_comments"),
    path("asks/<int:pk>/comments/<int:input_pk>/add/", asking.add_input, name="add_input_to_ask"),
    path("asks/<int:pk>/comments/<int:input_pk>/remove/", asking.remove_input, name="remove_input_from_ask"),
    path("asks/<int:pk>/edit/", asking.edit_ask, name="edit_ask"),
    path("asks/<int:pk>/priority/", asking.prioritize, name="prioritize"),
    path("asks/<int:pk>/share/", asking.share, name="share_ask"),
    path("asks/<int:pk>/merge/", asking.merge, name="merge_ask"),
    path("merges/<int:pk>/undo/", asking.undo_merge, name="undo_merge"),
    path("asks/<int:pk>/link/", linking.claim_link, name="claim_link"),
    path("links/<int:pk>/confirm/", linking.confirm_link, name="confirm_link"),
    path("links/<int:pk>/remove/", linking.withdraw_link, name="withdraw_link"),
    path("links/<int:pk>/restore/", linking.restore_link, name="restore_link"),
    path("plans/lines/<int:pk>/", linking.line, name="line"),
    path("plans/lines/<int:pk>/decide/", linking.decide_line, name="decide_line"),
    path("asks/<int:pk>/answer/", linking.answer, name="answer"),
    path("answers/<int:pk>/sent/", linking.send_back, name="send_back"),
    path("answers/<int:pk>/reopen/", linking.reopen, name="reopen_answer"),
]
