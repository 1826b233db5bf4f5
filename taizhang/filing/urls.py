"""Addresses of filings."""

from django.urls import path

from taizhang.filing import views

urlpatterns = [
    path("filings/", views.filings, name="filings"),
    path("filings/late/", views.late_inbox, name="late_inbox"),
    path("filings/spots/", views.spots, name="spots"),
    path("filings/<str:code>/", views.filing, name="filing"),
    path("filings/<str:code>/file/<slug:form>/", views.filing_file, name="filing_file"),
    path("filings/<str:code>/<slug:act>/", views.filing_act, name="filing_act"),
]
