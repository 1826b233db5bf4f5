"""Tables of moves: which act leads from which state to which, and who may take it."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.kit.errors import Refused
from taizhang.kit.words import _

NO_SUCH_MOVE = _("现在是“{state}”，不能“{act}”。请刷新页面，看看现在可以做什么。")


@dataclass(frozen=True)
class Move:
    """One row of a process table. `who` names a relation between viewer and thing (see the app's policy)."""

    act: str
    sources: tuple[str, ...]
    target: str
    who: str
    needs: str = ""  # what must be brought: "reason", "proof", "finding" …
    note: str = ""


@dataclass(frozen=True)
class Table:
    """All moves of one process with the words for its states and acts."""

    name: str
    moves: tuple[Move, ...]
    states: dict[str, str]
    acts: dict[str, str]

    def take(self, act: str, state: str) -> Move:
        """The move `act` makes from `state`; Refused, in words, when there is none."""
        for move in self.moves:
            if move.act == act and state in move.sources:
                return move
        raise Refused(NO_SUCH_MOVE, state=self.states[state], act=self.acts[act])

    @property
    def acts_used(self) -> frozenset[str]:
        """Acts that some move makes."""
        return frozenset(move.act for move in self.moves)

    def open_from(self, state: str) -> tuple[Move, ...]:
        """The moves that leave (or stay in) `state`."""
        return tuple(move for move in self.moves if state in move.sources)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram with Chinese labels."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {key}: {label}" for key, label in self.states.items()]
        for move in self.moves:
            lines += [f"    {source} --> {move.target}: {self.acts[move.act]}" for source in move.sources]
        return "\n".join(lines) + "\n"
