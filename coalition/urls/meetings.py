from django.urls import path

from coalition.views import action_items, calendars, held, meetings

urlpatterns = [
    path("coalitions/committees/<int:pk>/meetings/", meetings.meetings, name="meetings"),
    path("coalitions/committees/<int:pk>/meetings/plan/", meetings.plan_meeting, name="plan_meeting"),
    path("coalitions/committees/<int:pk>/meetings/repeat/", meetings.repeat_meeting, name="repeat_meeting"),
    path("coalitions/series/<int:pk>/", meetings.change_series, name="change_series"),
    path("coalitions/meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("coalitions/meetings/<int:pk>/edit/", meetings.move_meeting, name="move_meeting"),
    path("coalitions/meetings/<int:pk>/notice/", meetings.call_meeting, name="call_meeting"),
    path("coalitions/meetings/<int:pk>/call-off/", meetings.call_off_meeting, name="call_off_meeting"),
    path("coalitions/meetings/<int:pk>/put-back/", meetings.put_back_meeting, name="put_back_meeting"),
    path("coalitions/meetings/<int:pk>/reply/", meetings.reply, name="reply"),
    path("coalitions/meetings/<int:pk>/agenda/", meetings.agenda, name="agenda"),
    path("coalitions/meetings/<int:pk>/attendance/", held.attendance, name="attendance"),
    path("coalitions/meetings/<int:pk>/close/", held.close_meeting, name="close_meeting"),
    path("coalitions/meetings/<int:pk>/minutes/", held.minutes, name="minutes"),
    path("coalitions/meetings/<int:pk>/minutes/approve/", held.approve_minutes, name="approve_minutes"),
    path("coalitions/meetings/<int:pk>/minutes/take-back/", held.take_back_approval, name="take_back_approval"),
    path("coalitions/meetings/<int:pk>/documents/add/", held.add_document, name="add_document"),
    path("coalitions/documents/<int:pk>/", held.document, name="document"),
    path("coalitions/documents/<int:pk>/remove/", held.remove_document, name="remove_document"),
    path("coalitions/<int:pk>/taken-on/", action_items.action_items, name="action_items"),
    path("coalitions/committees/<int:pk>/taken-on/new/", action_items.take_on, name="take_on"),
    path("coalitions/taken-on/<int:pk>/<slug:deed>/", action_items.settle, name="settle_action"),
    path("coalitions/calendar/", calendars.calendar, name="calendar"),
    path("coalitions/calendar/<int:pk>/take-back/", calendars.take_back_calendar, name="take_back_calendar"),
    path("calendar/<str:token>.ics", calendars.feed, name="feed"),
]
