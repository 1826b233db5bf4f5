"""Every address of the house, app by app."""

from django.urls import include, path
from django.views.i18n import set_language

handler500 = "taizhang.kit.middleware.broken"
urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("", include("taizhang.shell.urls")),
    path("", include("taizhang.people.urls")),
    path("", include("taizhang.orgs.urls")),
    path("", include("taizhang.rulebook.urls")),
    path("", include("taizhang.journal.urls")),
    path("", include("taizhang.evidence.urls")),
    path("", include("taizhang.ledger.urls")),
    path("", include("taizhang.directives.urls")),
    path("", include("taizhang.filing.urls")),
    path("", include("taizhang.ballots.urls")),
    path("", include("taizhang.debrief.urls")),
    path("", include("taizhang.supervision.urls")),
    path("", include("taizhang.inspection.urls")),
    path("", include("taizhang.offline.urls")),
    path("", include("taizhang.reports.urls")),
    path("", include("taizhang.api.urls")),
]
