"""Persons, their dated posts, what they are in charge of, their accounts and what these may reach."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from taizhang.orgs.models import Unit


def on_day(day: date) -> Q:
    """The condition "in force on `day`" for rows with from_on and to_on (exclusive)."""
    return Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gt=day))


class Dated(models.Model):
    """A row in force from a day to a day (exclusive; null: still)."""

    from_on = models.DateField()
    to_on = models.DateField(null=True)

    unscoped = models.Manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day: `on_day` for a row that is here already."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


class Person(models.Model):
    """A person as the work needs it: a name; number and phone only encrypted, found by a blind index."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=40, db_index=True)
    citizen_sealed = models.BinaryField(null=True)
    citizen_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)

    unscoped = models.Manager()


class Post(Dated):
    """Person × unit × title."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=40)
    is_head = models.BooleanField(default=False)


class Portfolio(Dated):
    """分工: a leader of a unit is in charge of a field there."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="portfolios")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=20)


class Contact(Dated):
    """联系点, 包村: a leader looks after a unit."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contacts")


class AccountManager(BaseUserManager["Account"]):
    """What Django's sign-in needs to find an account; the person comes along."""

    def get_queryset(self) -> models.QuerySet[Account]:
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """One named account a person. Without an activation there is no usable password."""

    code = models.CharField(max_length=12, unique=True)
    username = models.CharField(max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    activation = models.CharField(max_length=64, blank=True)
    activation_until = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    unscoped = AccountManager()


class Grant(Dated):
    """A role at a unit: its reach is the unit's subtree."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "unit"], condition=Q(to_on__isnull=True), name="people_one_open_grant"
            )
        ]


class Token(models.Model):
    """A person's key for programs: only its hash is kept; it acts with the owner's own reach until its day."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateField()
    revoked = models.BooleanField(default=False)

    unscoped = models.Manager()
