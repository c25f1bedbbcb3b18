from members.urls import consent, conversations, ladder, people, phonebank, segments

app_name = "members"

urlpatterns = [
    *people.urlpatterns,
    *consent.urlpatterns,
    *conversations.urlpatterns,
    *ladder.urlpatterns,
    *segments.urlpatterns,
    *phonebank.urlpatterns,
]
