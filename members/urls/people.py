from django.urls import path

from members.views import groups, people, reach, ties, words

urlpatterns = [
    path("people/", people.people_list, name="list"),
    path("people/count/", people.people_count, name="count"),
    path("people/new/", people.add, name="add"),
    path("people/find/", people.find, name="find"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/change/", people.change, name="change"),
    path("people/<int:person_id>/reach/<slug:kind>/", reach.add_contact_point, name="add_contact_point"),
    path("people/reach/<int:point_id>/", reach.change_contact_point, name="change_contact_point"),
    path("people/reach/<int:point_id>/remove/", reach.drop_contact_point, name="drop_contact_point"),
    path("people/reach/<int:point_id>/<slug:status>/", reach.mark_contact_point, name="mark_contact_point"),
    path("people/<int:person_id>/ties/add/", ties.relate, name="relate"),
    path("people/ties/<int:tie_id>/end/", ties.end_tie, name="end_tie"),
    path("people/ties/<int:tie_id>/reopen/", ties.reopen_tie, name="reopen_tie"),
    path("people/<int:person_id>/organizations/add/", groups.tie_group, name="tie_group"),
    path("people/organizations/<int:tie_id>/end/", groups.end_group_tie, name="end_group_tie"),
    path("people/organizations/<int:tie_id>/reopen/", groups.reopen_group_tie, name="reopen_group_tie"),
    path("people/<int:person_id>/household/", ties.join_household, name="join_household"),
    path("people/households/<int:household_id>/", ties.household, name="household"),
    path("people/households/members/<int:member_id>/leave/", ties.leave_household, name="leave_household"),
    path("people/households/members/<int:member_id>/return/", ties.return_to_household, name="return_to_household"),
    path("people/<int:person_id>/tags/", words.put_on_tag, name="put_on_tag"),
    path("people/tags/on/<int:worn_id>/off/", words.take_off_tag, name="take_off_tag"),
    path("people/tags/", words.tags, name="tags"),
    path("people/tags/<int:tag_id>/retire/", words.retire_tag, name="retire_tag"),
    path("people/fields/", words.fields, name="fields"),
    path("people/fields/<int:field_id>/", words.change_field, name="change_field"),
    path("people/fields/<int:field_id>/retire/", words.retire_field, name="retire_field"),
    path("people/fields/<int:field_id>/<slug:way>/", words.move_field, name="move_field"),
]
