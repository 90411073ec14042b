# SPDX-License-Identifier: MIT
"""The portal's definitions once more: in plain Python, a dossier at a time, as slow as they read."""

from __future__ import annotations

import datetime as dt

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


Row = Mapping[str, Any]

#: By default, as the description reads at first sight.
CHOICES = {
    "counted": "received",
    "promised_time": "kept",
    "later_end": "open",
    "handling_days": "calendar",
    "no_fee_listed": "with_fees",
    "population_of": "all",
    "overdue_and_disliked": "twice",
    "repeated": "first",
}


#: States of dossiers that have ended, as they are made up.
OVER = {"Công dân yêu cầu rút", "Dừng xử lý", "Đã xử lý xong", "Đã trả kết quả"}


class Unknown(Exception):  # noqa: N818  # no error: an answer
    """It can't be said."""


def records(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Columns as made up, as one record a dossier; nothing is None."""
    lists = {
        name: [None if str(value) in {"", "nan"} else value for value in column.tolist()]
        for name, column in columns.items()
    }
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def slow_tally(
    dossiers: list[dict[str, Any]],
    procedures: Mapping[str, Any],
    first: dt.date,
    last: dt.date,
    today: dt.date,
    choices: Mapping[str, str],
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """The counts of each agency, and what each count leaves out."""
    clerk = Clerk(procedures, first, last, min(last, today), CHOICES | dict(choices))
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    left: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in clerk.once(dossiers):
        agency = row["MaHoSo"].split("-")[0]
        for names, judge in RULES.items():
            try:
                held = judge(clerk, row)
            except Unknown:
                for name in names:
                    left[agency][name] += 1
                continue
            for name, value in zip(names, held or (), strict=False):
                if name.startswith("procedures_"):
                    seen[agency, name] |= {row["MaTTHC"]} if value else set()
                else:
                    counts[agency][name] += value
    for (agency, name), codes in seen.items():
        counts[agency][name] = len(codes)
    for of in counts.values():
        of["dossiers_satisfied"] = max(0, of["dossiers_satisfied"])
    return counts, left


class Clerk:
    """Who reads one dossier after the other."""

    def __init__(
        self,
        procedures: Mapping[str, Any],
        first: dt.date,
        last: dt.date,
        as_of: dt.date,
        choices: Mapping[str, str],
    ) -> None:
        rows = [
            dict(zip(procedures, row, strict=True))
            for row in zip(*procedures.values(), strict=True)
        ]
        self.procedures = {row["MaTTHC"]: row for row in reversed(rows)}
        self.first, self.last, self.as_of, self.choices = first, last, as_of, choices

    def once(self, dossiers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Each dossier once."""
        order: Iterable[dict[str, Any]] = dossiers
        if self.choices["repeated"] == "last":
            order = reversed(dossiers)
        seen = set()
        for row in order:
            if row["MaHoSo"] not in seen:
                seen.add(row["MaHoSo"])
                yield row

    def procedure(self, row: Row) -> Row:
        """What the catalogue says of its procedure."""
        if row["MaTTHC"] not in self.procedures:
            raise Unknown
        found: Row = self.procedures[row["MaTTHC"]]
        return found

    def came_in(self, row: Row) -> bool:
        """Whether it was received in the period."""
        received = row["NgayTiepNhan"]
        return received is not None and self.first <= received.date() <= self.last

    # Row 2.1.

    def day(self, row: Row, name: str) -> dt.datetime | None:
        """A day, if it had come by then."""
        day: dt.datetime | None = row[name]
        hidden = day is not None and day.date() > self.as_of
        return None if hidden and self.choices["later_end"] == "open" else day

    def end(self, row: Row) -> tuple[dt.datetime, bool, bool]:
        """The end of handling or what stands in for it; whether the asking does; whether it is open."""
        done = self.day(row, "NgayKetThucXuLy") or self.day(row, "NgayTra")
        asked = self.day(row, "NgayYeuCauBoSung")
        if (
            row["SoLanBoSung"] <= 1
            and asked
            and not (done is not None and done.date() >= asked.date())
        ):
            return asked, True, False
        over = done or self.day(row, "NgayTuChoi")
        stands_in = dt.datetime.combine(self.as_of, dt.time())
        return (over, False, False) if over else (stands_in, False, True)

    def on_time(self, row: Row) -> bool | None:
        """Whether it is on time; None where it is not counted."""
        received = row["NgayTiepNhan"]
        end, waiting, open_ = self.end(row)
        if self.choices["counted"] == "in_hand":
            if received is None or received.date() > self.last or end.date() < self.first:
                return None
        elif not self.came_in(row):
            return None
        if row["SoLanBoSung"] > 1:
            return False
        self.check(row, end, waiting=waiting, open_=open_)
        asked, completed = row["NgayYeuCauBoSung"], self.day(row, "NgayTiepNhanBoSung")
        less = bool(not waiting and asked and completed)
        due = row["NgayHenTra"]
        if due is None:
            limit = self.procedures.get(row["MaTTHC"], {}).get("Thời hạn giải quyết")
            if limit is None:
                raise Unknown
            took = self.days(received, end)
            took -= self.days(asked, completed) if less and completed else 0
            return bool(took <= limit)
        if due.time() == dt.time() or self.choices["promised_time"] == "ignored":
            due = dt.datetime.combine(due, dt.time(23, 59, 59, 999_999))
        return bool(end - (completed - asked if less else dt.timedelta()) <= due)

    def check(self, row: Row, end: dt.datetime, *, waiting: bool, open_: bool) -> None:
        """Refuse what can't be."""
        received = row["NgayTiepNhan"].date()
        known = [row[name] for name in ("NgayKetThucXuLy", "NgayTra", "NgayTuChoi")]
        asked, completed = row["NgayYeuCauBoSung"], row["NgayTiepNhanBoSung"]
        if not open_ and end.date() < received:
            raise Unknown
        if waiting and asked.date() < received:
            raise Unknown
        if completed and (asked is None or completed.date() < asked.date()):
            raise Unknown
        if not any(known) and row["TrangThaiHoSo"] in OVER:
            raise Unknown
        if (
            not any(known)
            and asked is None
            and (row["TrangThaiHoSo"] == "Yêu cầu bổ sung" or row["SoLanBoSung"])
        ):
            raise Unknown

    def days(self, since: dt.datetime, until: dt.datetime) -> int:
        """How many days lie between."""
        if self.choices["handling_days"] == "calendar":
            return (until.date() - since.date()).days
        step = 1 if until >= since else -1
        low, high = sorted((since.date(), until.date()))
        between = [low + dt.timedelta(n + 1) for n in range((high - low).days)]
        return step * sum(day.weekday() < 5 for day in between)

    # All others.

    def result(self, row: Row) -> bool:
        """Whether it has an electronic result."""
        return bool(row["MaKetQua"] and row["DuongDanTepTinKetQua"])

    def needs(self, row: Row) -> bool:
        """Whether the result of its procedure is a paper."""
        return bool(self.procedure(row)["Kết quả là giấy tờ"])


def handled(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    held = clerk.on_time(row)
    return None if held is None else (1, held, not held)


def channels(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    if not clerk.came_in(row):
        return None
    code = row["KenhThucHien"]
    online = code == "2" and (clerk.result(row) or not clerk.needs(row))
    return 1, online, code in {"1", None}, code == "3"


def with_fees(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    if not clerk.came_in(row):
        return None
    listed = row["DanhSachPhiLePhi"]
    if clerk.choices["no_fee_listed"] == "without" and listed is None:
        listed = 0
    if not clerk.procedure(row)["Có phí, lệ phí"] or listed == 0:
        return None
    return 1, row["DuocThanhToanTrucTuyen"] in {1, 2}


def payable(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    begun = row["NgayTiepNhan"] or row["NgayNopHoSo"]
    if begun is None or not clerk.first <= begun.date() <= clerk.last:
        return None
    return (bool(clerk.procedure(row)["Có phí, lệ phí"] and row["DanhSachPhiLePhi"]),)


def results(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    return (1, clerk.result(row)) if clerk.came_in(row) and clerk.needs(row) else None


def digitized(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    if not clerk.came_in(row):
        return None
    return 1, bool(row["ThanhPhanHoSo"]) and (clerk.result(row) or not clerk.needs(row))


def reused(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    held = row["HoSoCoThanhPhanSoHoa"] or row["DuocSoHoa"]
    return (1, bool(held)) if clerk.came_in(row) else None


def shared(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    return (1, bool(row["DuocLayTuKhoDMQG"])) if clerk.came_in(row) else None


def uses_population(row: Row) -> bool:
    return bool(row["TaiKhoanDuocXacThucVoiVNeID"] or row["DuocLayTuKhoDMQG"])


def population(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    if not clerk.came_in(row):
        return None
    if clerk.choices["population_of"] == "citizens" and not clerk.procedure(row)["Cho công dân"]:
        return None
    return 1, uses_population(row)


def population_procedures(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    if not clerk.came_in(row):
        return None
    return (bool(clerk.procedure(row)["Cho công dân"]) and uses_population(row),)


def satisfied(clerk: Clerk, row: Row) -> tuple[int, ...] | None:
    held = clerk.on_time(row)
    if held is None:
        return None
    against = (not held) + (row["DanhGia"] == "Không hài lòng")
    if clerk.choices["overdue_and_disliked"] == "once":
        against = min(against, 1)
    return 1, 1 - against


#: The rules, each with the counts that it decides on, the whole first.
RULES = {
    ("dossiers_handled", "dossiers_on_time", "dossiers_overdue"): handled,
    (
        "dossiers_received",
        "dossiers_submitted_online",
        "dossiers_submitted_directly",
        "dossiers_submitted_by_post",
    ): channels,
    ("dossiers_with_fees", "dossiers_paid_online"): with_fees,
    ("procedures_with_fee_dossiers", "procedures_paid_online"): with_fees,
    ("procedures_payable_online",): payable,
    ("dossiers_requiring_result", "dossiers_with_eresult"): results,
    ("dossiers_to_digitize", "dossiers_digitized"): digitized,
    ("dossiers_reusable", "dossiers_reusing_data"): reused,
    ("dossiers_to_share", "dossiers_shared"): shared,
    ("dossiers_for_citizens", "dossiers_using_population_data"): population,
    ("procedures_using_population_data",): population_procedures,
    ("dossiers_assessed", "dossiers_satisfied"): satisfied,
}
