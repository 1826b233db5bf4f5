"""Who looks and acts: one value, resolved once a request, handed to every selector and action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from taizhang.people.rules import ROLES


@dataclass(frozen=True)
class Hat:
    """One grant as worn: a role at a unit."""

    grant_id: int
    role: str
    unit_id: int
    unit_code: str
    unit_label: str
    path: str


@dataclass(frozen=True)
class Viewer:
    """A person in a post. `reaches` are the path prefixes that may be seen; `contact_units` are seen beside them."""

    code: str
    name: str
    person_id: int
    post: str
    hat: Hat | None
    hats: tuple[Hat, ...]
    reaches: tuple[str, ...]
    today: date
    title: str = ""
    contact_units: tuple[int, ...] = ()
    is_system: bool = False
    is_head: bool = False

    @property
    def unit_code(self) -> str:
        return self.hat.unit_code if self.hat else ""

    @property
    def unit_id(self) -> int:
        return self.hat.unit_id if self.hat else 0

    @property
    def path(self) -> str:
        return self.hat.path if self.hat else ""

    @property
    def role(self) -> str:
        return self.hat.role if self.hat else ""

    @property
    def doors(self) -> tuple[str, ...]:
        """The doors this hat opens."""
        return ROLES[self.role].doors if self.hat else ()

    @property
    def acts(self) -> bool:
        """Whether the worn role may act on business content at all."""
        return self.is_system or (self.hat is not None and ROLES[self.role].acts)

    @property
    def business(self) -> bool:
        """Whether the worn role sees business content."""
        return self.is_system or (self.hat is not None and ROLES[self.role].business)

    @property
    def working_reaches(self) -> tuple[str, ...]:
        """Reaches of hats that have a part in business, while such a hat is worn: an inspector's hat adds none."""
        if not self.relations or not self.hats:
            return self.reaches if self.relations else ()
        held = (hat for hat in self.hats if ROLES[hat.role].business and ROLES[hat.role].relations)
        return tuple({hat.path for hat in held})

    @property
    def relations(self) -> tuple[str, ...]:
        """In which relations to an item the worn role may act."""
        return ROLES[self.role].relations if self.hat else ()

    @property
    def reads_journal(self) -> bool:
        """Business roles read what lies in their reach; the audit administrator reads kinds and hashes."""
        return self.business or self.role == "audit_admin"

    @property
    def at_root(self) -> bool:
        """Whether the worn hat sits at the top of the tree."""
        return self.hat is not None and self.path.count(".") == 1

    @property
    def keeps_tree(self) -> bool:
        """Tree, rule books and imports of units: system administrator, the county's office, the command line."""
        return self.is_system or self.role == "system_admin" or (self.role == "overseer" and self.at_root)
