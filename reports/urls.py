"""Addresses of issued documents."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("documents/", views.document_list, name="document_list"),
    path("documents/<str:number>/", views.document_detail, name="document_detail"),
    path("documents/<str:number>/pdf/", views.document_pdf, name="document_pdf"),
    path("documents/<str:number>/redraw/", views.document_redraw, name="document_redraw"),
    path(
        "couples/<str:number>/documents/", views.couple_documents, name="couple_documents"
    ),
    path(
        "couples/<str:number>/documents/issue/",
        views.document_issue,
        name="document_issue",
    ),
]
