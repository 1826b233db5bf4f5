"""Address of the API."""

from django.urls import path

from taizhang.api.views import api
from taizhang.api.views.frame import nothing

urlpatterns = [path("api/v1/", api.urls), path("api/v1/<path:rest>", nothing, name="api-nothing")]
