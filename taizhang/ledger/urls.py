"""Addresses of items."""

from django.urls import path

from taizhang.ledger.views import items as views
from taizhang.ledger.views import past, saved

urlpatterns = [
    path("items/", views.items, name="items"),
    path("items/raise/", views.raise_problem, name="raise_problem"),
    path("items/many/", views.act_on_many, name="act_on_many"),
    path("items/between/", past.between, name="between"),
    path("items/<str:code>/", views.item, name="item"),
    path("items/<str:code>/<slug:act>/", views.act, name="act"),
    path("views/", saved.views, name="views"),
    path("views/save/", saved.save, name="save_view"),
    path("views/tiles/", saved.tiles, name="tiles"),
    path("views/<str:code>/", saved.view, name="view"),
    path("views/<str:code>/drop/", saved.drop, name="drop_view"),
    path("duties/", views.duties, name="duties"),
]
