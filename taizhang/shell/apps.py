"""The shell binds everything when Django is ready."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "taizhang.shell"

    def ready(self) -> None:
        from taizhang.shell.wiring import bind

        bind()
