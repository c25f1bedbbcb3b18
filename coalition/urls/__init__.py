from coalition.urls import commitments, decisions, meetings, rosters, sharing

app_name = "coalition"

urlpatterns = [
    *rosters.urlpatterns,
    *meetings.urlpatterns,
    *decisions.urlpatterns,
    *commitments.urlpatterns,
    *sharing.urlpatterns,
]
