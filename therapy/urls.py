"""Sessions and infusions."""

from django.urls import path

from therapy.views import decisions, infusion_day, infusions, sessions

app_name = "therapy"
urlpatterns = [
    path("sessions/", sessions.sessions_today, name="sessions_today"),
    path("sessions/<int:pk>/", sessions.session_detail, name="session_detail"),
    path("sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path(
        "sessions/<int:pk>/gates/<slug:gate>/<slug:about>/",
        decisions.gate_override,
        name="gate_override",
    ),
    path("sessions/<int:pk>/<slug:step>/", sessions.session_step, name="session_step"),
    path("couples/<str:number>/sessions/", sessions.session_list, name="session_list"),
    path("couples/<str:number>/sessions/plan/", sessions.session_plan, name="session_plan"),
    path(
        "couples/<str:number>/infusions/plan/",
        infusions.infusion_plan,
        name="infusion_plan",
    ),
    path(
        "couples/<str:number>/infusions/preview/",
        infusions.infusion_preview,
        name="infusion_preview",
    ),
    path("infusions/<int:pk>/", infusion_day.infusion_detail, name="infusion_detail"),
    path("infusions/<int:pk>/start/", infusion_day.infusion_start, name="infusion_start"),
    path("infusions/<int:pk>/watch/", infusion_day.infusion_watch, name="infusion_watch"),
    path("infusions/<int:pk>/end/", infusion_day.infusion_end, name="infusion_end"),
    path(
        "infusions/<int:pk>/cancel/", infusion_day.infusion_cancel, name="infusion_cancel"
    ),
    path(
        "infusions/<int:pk>/decide/<slug:gate>/",
        infusion_day.infusion_override,
        name="infusion_override",
    ),
]
