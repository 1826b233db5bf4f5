"""Address of the voter's page."""

from django.urls import path

from taizhang.ballots import views

urlpatterns = [path("vote/<str:box>/", views.vote, name="vote")]
