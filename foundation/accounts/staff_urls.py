"""The accounts of the staff, for the manager."""

from django.urls import path

from foundation.accounts.views import staff

app_name = "staff"
urlpatterns = [
    path("", staff.staff_list, name="staff_list"),
    path("invite/", staff.staff_invite, name="staff_invite"),
    path("review/", staff.staff_review, name="staff_review"),
    path("review/confirm/", staff.staff_review_confirm, name="staff_review_confirm"),
    path("<int:pk>/", staff.staff_detail, name="staff_detail"),
    path("<int:pk>/link/", staff.staff_link, name="staff_link"),
    path("<int:pk>/role/", staff.staff_role, name="staff_role"),
    path("<int:pk>/close/", staff.staff_disable, name="staff_disable"),
    path("<int:pk>/open/", staff.staff_enable, name="staff_enable"),
    path("<int:pk>/password/", staff.staff_reset_password, name="staff_reset_password"),
    path("<int:pk>/factor/", staff.staff_reset_factor, name="staff_reset_factor"),
]
