from django.urls import path

from members.views import ladder, teams

urlpatterns = [
    path("people/ladder/", ladder.ladder, name="ladder"),
    path("people/ladder/adopt/", ladder.adopt, name="adopt_ladder"),
    path("people/ladder/new/", ladder.add_rung, name="add_rung"),
    path("people/ladder/<int:pk>/remove/", ladder.remove_rung, name="remove_rung"),
    path("people/ladder/<int:pk>/", ladder.change_rung, name="change_rung"),
    path("people/ladder/suggestions/", ladder.suggestions, name="suggestions"),
    path("people/ladder/suggestions/look/", ladder.look, name="look_for_suggestions"),
    path("people/ladder/suggestions/<int:pk>/take/", ladder.take_suggestion, name="take_suggestion"),
    path("people/ladder/suggestions/<int:pk>/aside/", ladder.set_aside, name="set_aside_suggestion"),
    path("people/ladder/suggestions/<int:pk>/back/", ladder.bring_back, name="bring_back_suggestion"),
    path("people/leaders/", ladder.leaders, name="leaders"),
    path("people/<int:person_id>/rung/", ladder.move, name="move"),
    path("people/<int:person_id>/assessment/", ladder.assess, name="assess"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.start_team, name="start_team"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/change/", teams.change_team, name="change_team"),
    path("teams/<int:pk>/roles/", teams.add_role, name="add_team_role"),
    path("teams/roles/<int:pk>/", teams.change_role, name="change_team_role"),
    path("teams/roles/<int:pk>/remove/", teams.remove_role, name="remove_team_role"),
    path("teams/<int:pk>/join/", teams.join_team, name="join_team"),
    path("teams/<int:pk>/end/", teams.end_team, name="end_team"),
    path("teams/members/<int:pk>/leave/", teams.leave_team, name="leave_team"),
    path("teams/members/<int:pk>/back/", teams.rejoin_team, name="rejoin_team"),
]
