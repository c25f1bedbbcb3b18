from django.urls import path

from members.views import assigning, conversations, handing_over, sealed, steps

urlpatterns = [
    path("people/log/", conversations.log, name="log"),
    path("people/<int:person_id>/log/", conversations.log, name="log_for"),
    path("people/conversations/<int:pk>/", conversations.conversation, name="conversation"),
    path("people/conversations/<int:pk>/change/", conversations.change, name="change_conversation"),
    path("people/conversations/<int:pk>/take-out/", conversations.take_out, name="take_out"),
    path("people/conversations/<int:pk>/house-meeting/", conversations.house_meeting, name="house_meeting"),
    path("people/<int:person_id>/seal/", sealed.seal, name="seal"),
    path("people/notes/<int:pk>/", sealed.note, name="note"),
    path("people/notes/<int:pk>/readers/", sealed.name_reader, name="name_reader"),
    path("people/notes/<int:pk>/readers/<int:reader_id>/drop/", sealed.drop_reader, name="drop_reader"),
    path("people/notes/<int:pk>/clear/", sealed.clear, name="clear_note"),
    path("steps/", steps.steps, name="steps"),
    path("steps/new/", steps.add_step, name="add_step"),
    path("steps/<int:pk>/done/", steps.finish_step, name="finish_step"),
    path("steps/<int:pk>/drop/", steps.drop_step, name="drop_step"),
    path("steps/<int:pk>/reopen/", steps.reopen_step, name="reopen_step"),
    path("steps/<int:pk>/change/", steps.change_step, name="change_step"),
    path("people/<int:person_id>/organizer/", assigning.assign, name="assign"),
    path("hand-over/", handing_over.hand_over, name="hand_over"),
    path("hand-over/<int:pk>/", handing_over.handover, name="handover"),
    path("hand-over/<int:pk>/back/", handing_over.hand_back, name="hand_back"),
    path("hand-over/<int:pk>/seen/", handing_over.handover_seen, name="handover_seen"),
]
