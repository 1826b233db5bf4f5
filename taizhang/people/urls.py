"""Addresses of signing in and accounts."""

from django.urls import path

from taizhang.people import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/demo/", views.enter_demo, name="enter_demo"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("activate/", views.activate, name="activate"),
    path("hat/", views.change_hat, name="change_hat"),
    path("staff/<str:code>/", views.staff, name="staff"),
    path("accounts/", views.accounts, name="accounts"),
]
