"""Every address of the clinic."""

from allauth.account.views import LoginView
from django.conf import settings
from django.urls import include, path

from clinic import chart, health, home, machine_room, opened, preferences, search
from clinic.demo import named_sign_ins
from clinic.timeline import page
from foundation.accounts.guards import require
from foundation.accounts.refusals import policy_report
from foundation.accounts.roles import Permission
from foundation.ui.views import gallery

sign_in = LoginView.as_view(
    extra_context={"demo_sign_ins": named_sign_ins() if settings.DEMO else []}
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("look/", require(Permission.HOME_VIEW)(gallery), name="gallery"),
    path("settings/", preferences.clinic_settings, name="clinic_settings"),
    path("settings/staff/", include("foundation.accounts.staff_urls")),
    path("machine-room/", machine_room.machine_room, name="machine_room"),
    path("policy-reports", policy_report, name="policy_report"),
    path("healthz", health.healthz, name="healthz"),
    path("account/login/", sign_in, name="account_login"),
    path("account/", include("foundation.accounts.urls")),
    path("", include("patients.urls")),
    path("couples/<str:number>/", chart.couple_chart, name="couple_chart"),
    path("couples/<str:number>/opened/", opened.file_opened, name="file_opened"),
    path(
        "couples/<str:number>/opened/print/",
        opened.file_opened_print,
        name="file_opened_print",
    ),
    path("couples/<str:number>/timeline/", page.timeline, name="timeline"),
    path("", include("appointments.urls")),
    path("", include("immunology.urls")),
    path("", include("therapy.urls")),
    path("", include("reports.urls")),
    path("", include("interop.urls")),
]
