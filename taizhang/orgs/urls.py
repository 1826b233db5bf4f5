"""Address of the tree."""

from django.urls import path

from taizhang.orgs import views

urlpatterns = [path("tree/", views.tree, name="tree"), path("units/suggest/", views.suggest, name="suggest_units")]
