"""What a look at the installation found."""

from typing import Literal

from msgspec import Struct

Grade = Literal["ok", "warn", "fail"]


class Finding(Struct, frozen=True, omit_defaults=True):
    """One part of the installation: how it is, in one sentence, and in another how it is mended, if it needs that."""

    part: str
    grade: Grade
    says: str
    mend: str = ""
