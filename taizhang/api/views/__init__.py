"""`/api/v1/`: every act and every reading by REST. Bearer token of a person, Idempotency-Key, ETag, keyset pages."""

from taizhang.api.views import acts, inspections, meetings, reading, record, slips, uploads
from taizhang.api.views.frame import api

__all__ = ["acts", "api", "inspections", "meetings", "reading", "record", "slips", "uploads"]
