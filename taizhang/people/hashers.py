"""Argon2 with figures for two old cores: about 40 ms a sign-in (OWASP's second parameter set)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CountyArgon2(Argon2PasswordHasher):
    """m = 19 MiB, t = 2, p = 1."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
