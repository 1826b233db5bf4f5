"""Address of evidence."""

from django.urls import path

from taizhang.evidence import views

urlpatterns = [path("evidence/<str:code>/", views.evidence, name="evidence")]
