"""Addresses of the field."""

from django.urls import path

from taizhang.offline import views

urlpatterns = [
    path("field/", views.field, name="field"),
    path("field/pack/", views.pack, name="field_pack"),
    path("field/acts/", views.take_acts, name="field_acts"),
    path("field/acts/<str:mark>/", views.receipt, name="field_receipt"),
    path("field/late/", views.lates, name="lates"),
    path("field/late/<str:mark>/", views.late, name="late"),
    path("field/late/<str:mark>/<slug:act>/", views.late_act, name="late_act"),
    path("field/manifest.webmanifest", views.manifest, name="field_manifest"),
    path("sw.js", views.worker, name="field_worker"),
]
