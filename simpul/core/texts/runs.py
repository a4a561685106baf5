"""The words for what happened to a feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simpul.core.i18n import Words, number
from simpul.core.texts import states

_BRAKE_EVENTS = {
    "held": Words(id="Perubahan ditahan, menunggu keputusan petugas", en="A change is held and waits for a decision"),
    "released": Words(id="Perubahan yang ditahan dilepas", en="The held change was released"),
    "refused": Words(id="Perubahan yang ditahan ditolak", en="The held change was refused"),
}
_REVERT_EVENTS = {
    "planned": Words(id="Rencana pengembalian data dibuat", en="Taking data back was planned"),
    "done": Words(id="Pengembalian data disetujui dan dijalankan", en="Taking data back was approved and done"),
    "cancelled": Words(id="Rencana pengembalian data dibatalkan", en="The plan to take data back was cancelled"),
}


def happened(kind: str, act: str, state: str, detail: Mapping[str, Any]) -> Words:
    """One event of a time line in words."""
    if kind == "run":
        return _run(act, state, detail)
    if kind == "errand":
        title = states.JOB_KIND[act]
        return Words(id=f"Diminta: {title.id.lower()}", en=f"Asked for: {title.en.lower()}")
    if kind == "pause":
        what = detail["target"]
        if act == "pause":
            return Words(id=f"{what} dijeda", en=f"{what} was paused")
        return Words(id=f"Jeda {what} berakhir", en=f"The pause of {what} ended")
    if kind == "mapping":
        if detail.get("first"):
            return Words(id="Versi pemetaan pertama yang tercatat", en="First version of the mapping on record")
        return Words(id="Pemetaan berubah", en="The mapping changed")
    return (_BRAKE_EVENTS if kind == "brake" else _REVERT_EVENTS)[act]


def _run(act: str, state: str, detail: Mapping[str, Any]) -> Words:
    kind, how = states.RUN_KIND[act], states.RUN[state]
    read, applied = int(detail.get("read", 0)), int(detail.get("applied", 0))
    id_, en = f"{kind.id}: {how.id.lower()}", f"{kind.en}: {how.en.lower()}"
    if read:
        id_ += f", {number(read)} dibaca, {number(applied)} berubah"
        en += f", {number(read, 'en')} read, {number(applied, 'en')} changed"
    aside = int(detail.get("quarantined", 0)) + int(detail.get("values", 0))
    if aside:
        id_, en = f"{id_}, {number(aside)} ke karantina", f"{en}, {number(aside, 'en')} to quarantine"
    return Words(id=id_, en=en)
