"""Addresses of documents."""

from django.urls import path

from taizhang.directives import views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/<str:code>/", views.document, name="document"),
]
