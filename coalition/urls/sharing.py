from django.urls import path

from coalition.views import counts, shared, sharing

urlpatterns = [
    path("sharing/", sharing.agreements, name="sharing"),
    path("sharing/new/", sharing.draft, name="share_draft"),
    path("sharing/<int:pk>/", sharing.agreement, name="agreement"),
    path("sharing/<int:pk>/change/", sharing.change, name="share_change"),
    path("sharing/<int:pk>/sign/", sharing.sign, name="sign"),
    path("sharing/<int:pk>/end/", sharing.end, name="end_sharing"),
    path("sharing/<int:pk>/people/", shared.people, name="shared_people"),
    path("sharing/<int:pk>/people.xlsx", shared.export, name="shared_export"),
    path("sharing/<int:pk>/receipts/", shared.receipts, name="receipts"),
    path("sharing/receipts/<int:pk>/", shared.receipt, name="receipt"),
    path("coalitions/<int:pk>/counts/", counts.counts, name="counts"),
    path("coalitions/partners/<int:pk>/counts/", counts.join_or_leave, name="join_counts"),
]
