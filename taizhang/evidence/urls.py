"""Address of evidence."""

from django.urls import path

from taizhang.evidence import views

urlpatterns = [
    path("evidence/<str:code>/", views.evidence, name="evidence"),
    path("evidence/<str:code>/video.mp4", views.video, name="video"),
    path("evidence/<str:code>/poster.jpg", views.poster, name="poster"),
    path("uploads/", views.begin_upload, name="begin_upload"),
    path("uploads/<str:code>/<int:number>/", views.upload_part, name="upload_part"),
]
