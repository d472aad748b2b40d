"""Addresses of laboratory results and of the limits that judge them."""

from django.urls import path

from immunology.views import corrections, entry, panels, settings

app_name = "immunology"
urlpatterns = [
    path("couples/<str:number>/panels/", panels.panel_list, name="panel_list"),
    path(
        "couples/<str:number>/panels/<slug:code>/enter/",
        entry.panel_enter,
        name="panel_enter",
    ),
    path(
        "couples/<str:number>/panels/<slug:code>/read/", entry.panel_read, name="panel_read"
    ),
    path("panels/unsigned/", panels.panels_unsigned, name="panels_unsigned"),
    path("panels/<int:pk>/", panels.panel_detail, name="panel_detail"),
    path("panels/<int:pk>/change/", entry.panel_change, name="panel_change"),
    path("panels/<int:pk>/read/", entry.draft_read, name="draft_read"),
    path("panels/<int:pk>/sign/", panels.panel_sign, name="panel_sign"),
    path("panels/<int:pk>/void/", panels.panel_void, name="panel_void"),
    path("results/<int:pk>/correct/", corrections.result_correct, name="result_correct"),
    path("settings/intervals/", settings.intervals_confirm, name="intervals_confirm"),
    path("settings/laboratories/", settings.laboratory_list, name="laboratory_list"),
    path(
        "settings/laboratories/<int:pk>/",
        settings.laboratory_change,
        name="laboratory_change",
    ),
]
