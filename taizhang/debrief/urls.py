"""Addresses of debriefs."""

from django.urls import path

from taizhang.debrief.views import boxes, debriefs, grades, meetings

urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<str:code>/", meetings.meeting, name="meeting"),
    path("meetings/<str:code>/cascade/", meetings.cascade, name="cascade"),
    path("meetings/<str:code>/grades/", grades.grades, name="grades"),
    path("meetings/<str:code>/counts.xlsx", grades.count_sheet, name="count_sheet"),
    path("meetings/<str:code>/hall/", meetings.hall, name="hall"),
    path("meetings/<str:code>/minutes.docx", meetings.minutes_file, name="minutes_file"),
    path("meetings/<str:code>/box/", boxes.box, name="box"),
    path("meetings/<str:code>/box/ballots.json", boxes.ballots, name="box_ballots"),
    path("meetings/<str:code>/box/<slug:act>/", boxes.box_act, name="box_act"),
    path("meetings/<str:code>/<slug:act>/", meetings.meeting_act, name="meeting_act"),
    path("debriefs/<str:code>/", debriefs.debrief, name="debrief"),
    path("debriefs/<str:code>/count/", grades.count, name="count"),
    path("debriefs/<str:code>/grade/", grades.grade, name="grade"),
    path("debriefs/<str:code>/grade/<slug:act>/", grades.grade_act, name="grade_act"),
    path("debriefs/<str:code>/report.docx", debriefs.report_file, name="report_file"),
    path("debriefs/<str:code>/letter.docx", debriefs.letter_file, name="letter_file"),
    path("debriefs/<str:code>/<slug:act>/", debriefs.debrief_act, name="debrief_act"),
    path("comments/<str:code>/", meetings.edit_comment, name="edit_comment"),
    path("comments/<str:code>/<slug:act>/", meetings.comment_act, name="comment_act"),
]
