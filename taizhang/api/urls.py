"""Address of the API."""

from django.urls import path

from taizhang.api.views import api

urlpatterns = [path("api/v1/", api.urls)]
