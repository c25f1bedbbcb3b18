from django.urls import path

from campaigns.views import events, printing, sheets

urlpatterns = [
    path("events/", events.events, name="events"),
    path("events/new/", events.add_event, name="add_event"),
    path("events/<int:pk>/", events.event, name="event"),
    path("events/<int:pk>/change/", events.change_event, name="change_event"),
    path("events/<int:pk>/sheet/", printing.print_sheet, name="print_sheet"),
    path("events/<int:pk>/sheets/", sheets.sheets, name="sheets"),
    path("events/<int:pk>/sheets/<int:number>/", sheets.sheet, name="sheet"),
    path("events/<int:pk>/sheets/<int:number>/lines/", sheets.save_lines, name="save_lines"),
    path("events/<int:pk>/sheets/<int:number>/check/", sheets.check_sheet, name="check_sheet"),
    path("events/<int:pk>/sheets/<int:number>/remove/", sheets.drop_sheet, name="drop_sheet"),
]
