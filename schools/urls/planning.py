from django.urls import path

from schools.views import plan_sheets, planning, spending

urlpatterns = [
    path("schools/<cds:cds_code>/<year:year>/plan/", planning.plan, name="plan"),
    path("schools/<cds:cds_code>/<year:year>/plan/start/", planning.start_plan, name="start_plan"),
    path("schools/<cds:cds_code>/<year:year>/plan/upload/", plan_sheets.upload_plan, name="upload_plan"),
    path("schools/<cds:cds_code>/<year:year>/plan/upload/columns/", plan_sheets.match_plan, name="match_plan"),
    path("schools/<cds:cds_code>/<year:year>/plan/upload/stop/", plan_sheets.stop_plan_upload, name="stop_plan_upload"),
    path("plans/<int:pk>/edit/", planning.edit_plan, name="edit_plan"),
    path("plans/<int:pk>/file/", planning.file_plan, name="file_plan"),
    path("plans/<int:pk>/approve/", planning.approve_plan, name="approve_plan"),
    path("plans/<int:pk>/drop/", planning.drop_plan, name="drop_plan"),
    path("plans/<int:pk>/spending/", spending.report_spending, name="spending"),
    path("plans/<int:pk>/spending/undo/", spending.take_back_spending, name="take_back_spending"),
    path("plans/<int:pk>/spending/upload/", plan_sheets.upload_spending, name="upload_spending"),
    path("plans/<int:pk>/spending/upload/columns/", plan_sheets.match_spending, name="match_spending"),
    path("plans/<int:pk>/spending/upload/stop/", plan_sheets.stop_spending_upload, name="stop_spending_upload"),
]
