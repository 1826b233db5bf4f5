"""Addresses of the journal."""

from django.urls import path

from taizhang.journal import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/<int:seq>/", views.proof, name="proof"),
]
