"""Addresses of rule books."""

from django.urls import path

from taizhang.rulebook import views

urlpatterns = [
    path("books/", views.books, name="books"),
    path("books/layout/", views.layout, name="layout"),
    path("books/<slug:name>/", views.book, name="book"),
]
