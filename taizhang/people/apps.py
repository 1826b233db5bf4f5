"""Counting of idle time starts when somebody signs in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "taizhang.people"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from taizhang.people.middleware import note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="idle")
