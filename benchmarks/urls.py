"""The product's addresses and, beside them, the bare pages every figure is compared with."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from taizhang.ledger.models import Item
from taizhang.shell.models import Beat

ROWS = Template(
    "<!doctype html><table>{% for row in rows %}<tr><td>{{ row.code }}<td>{{ row.title }}<td>{{ row.unit.name }}"
    "<td>{{ row.state }}<td>{{ row.due_on }}<td>{{ row.person }}</tr>{% endfor %}</table>"
)


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """Fifty rows by ORM and template, with session and account, and nothing of ours: what the framework costs."""
    assert request.user.is_authenticated
    found: models.QuerySet[Any] = Item.unscoped.filter(kind="problem").select_related("unit").order_by("due_on", "id")
    return HttpResponse(ROWS.render(Context({"rows": found[:50]})))


@csrf_exempt
def commit(_request: HttpRequest) -> HttpResponse:
    """One durable commit of one row, and nothing else."""
    Beat.unscoped.update_or_create(worker="bench", defaults={"at": timezone.now()})
    return HttpResponse("{}")


urlpatterns = [path("bare/", bare), path("bare-commit/", commit), path("", include("taizhang.config.urls"))]
