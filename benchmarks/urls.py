"""The product's addresses and, beside them, the bare page every figure is compared with."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path

ROWS = Template("{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}")
SQL = "SELECT code, title, state, due_on, person FROM ledger_item ORDER BY due_on, id LIMIT 50"


@login_required
def bare(_request: HttpRequest) -> HttpResponse:
    """Fifty rows by raw SQL through a template, with session and account: what the framework itself costs."""
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        return HttpResponse(ROWS.render(Context({"rows": cursor.fetchall()})))


urlpatterns = [path("bare/", bare), path("", include("taizhang.config.urls"))]
