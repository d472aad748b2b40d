"""Every address of the appointment book."""

from django.urls import path

from appointments.views import booking, calendar, exports, places, reminders, visits

app_name = "appointments"
urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    # Two ways to the same: first choose the couple, or come from its chart.
    path("appointments/book/", booking.couple_choose, name="appointment_book"),
    path(
        "couples/<str:number>/appointments/book/",
        booking.appointment_book,
        name="appointment_book",
    ),
    path(
        "couples/<str:number>/appointments/",
        visits.appointment_list,
        name="appointment_list",
    ),
    path("appointments/<int:pk>/", visits.appointment_detail, name="appointment_detail"),
    path("appointments/<int:pk>/move/", booking.appointment_move, name="appointment_move"),
    path(
        "appointments/<int:pk>/arrive/",
        visits.appointment_arrive,
        name="appointment_arrive",
    ),
    path(
        "appointments/<int:pk>/call-in/",
        visits.appointment_call_in,
        name="appointment_call_in",
    ),
    path(
        "appointments/<int:pk>/complete/",
        visits.appointment_complete,
        name="appointment_complete",
    ),
    path("appointments/<int:pk>/miss/", visits.appointment_miss, name="appointment_miss"),
    path(
        "appointments/<int:pk>/step-back/",
        visits.appointment_step_back,
        name="appointment_step_back",
    ),
    path(
        "appointments/<int:pk>/cancel/",
        visits.appointment_cancel,
        name="appointment_cancel",
    ),
    path("appointments/<int:pk>/note/", visits.appointment_note, name="appointment_note"),
    path("exports/", exports.export_choose, name="export_choose"),
    path("exports/visits/", exports.appointment_export, name="appointment_export"),
    path("exports/calls/", exports.reminder_export, name="reminder_export"),
    path("settings/rooms/", places.place_list, name="place_list"),
    path("settings/rooms/open/", places.room_open, name="room_open"),
    path("settings/rooms/<int:pk>/close/", places.room_close, name="room_close"),
    path("settings/hours/set/", places.hours_set, name="hours_set"),
    path("settings/hours/<int:pk>/end/", places.hours_end, name="hours_end"),
    path("settings/closures/add/", places.closure_add, name="closure_add"),
    path("settings/closures/<int:pk>/lift/", places.closure_lift, name="closure_lift"),
    path("reminders/", reminders.reminder_list, name="reminder_list"),
    path("reminders/<int:pk>/called/", reminders.reminder_call, name="reminder_call"),
]
