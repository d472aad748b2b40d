"""Addresses of registers that come from elsewhere."""

from django.urls import path

from interop import views

app_name = "interop"
urlpatterns = [
    path("imports/", views.register_list, name="register_list"),
    path("imports/bring/", views.register_bring, name="register_bring"),
    path("imports/template/", views.register_template, name="register_template"),
    path("imports/<uuid:pk>/", views.register_detail, name="register_detail"),
    path("imports/<uuid:pk>/columns/", views.register_columns, name="register_columns"),
    path("imports/<uuid:pk>/answers/", views.register_answer, name="register_answer"),
    path("imports/<uuid:pk>/begin-again/", views.register_reread, name="register_reread"),
    path("imports/<uuid:pk>/faults/", views.register_faults, name="register_faults"),
    path("imports/<uuid:pk>/import/", views.register_import, name="register_import"),
    path("imports/<uuid:pk>/drop/", views.register_drop, name="register_drop"),
    path("imports/<uuid:pk>/undo/", views.register_undo, name="register_undo"),
]
