"""Address of evidence."""

from django.urls import path

from taizhang.evidence import views

urlpatterns = [
    path("evidence/<str:code>/", views.evidence, name="evidence"),
    path("uploads/", views.begin_upload, name="begin_upload"),
    path("uploads/<str:code>/<int:number>/", views.upload_part, name="upload_part"),
]
