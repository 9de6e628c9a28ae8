"""The list of what happened."""

from content.staff.models import Event
from tests.staff.actions.table import NOBODY, may, post
from tests.staff.desk import (
    admin,
)


@may(NOBODY)
def write_into_the_list_of_what_happened(boss):
    return post(admin("staff_event_add"), {"kind": Event.Kind.LOG_IN, "name": "robin", "what": "logged in"})


@may(NOBODY)
def change_what_happened(boss):
    event = Event.objects.create(kind=Event.Kind.LOG_IN, name="robin", what="logged in")
    return post(admin("staff_event_change", event.pk), {"kind": Event.Kind.LOG_IN, "name": "sam", "what": "logged in"})


@may(NOBODY)
def delete_what_happened_from_the_list(boss):
    event = Event.objects.create(kind=Event.Kind.LOG_IN, name="robin", what="logged in")
    data = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    return post(admin("staff_event_changelist"), data)
