# SPDX-License-Identifier: MIT
"""Made-up dossiers of any number, with the quirks that real ones have, and their catalogue.

No person stands behind any of them: all are drawn from a seed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numpy.typing import NDArray

from tthc_index.text.numbers import Period


#: How many procedures the catalogue has.
PROCEDURES = 120

_DAY = np.timedelta64(86_400, "s")
_NONE = np.datetime64("NaT", "s")
_OPENING = np.timedelta64(8 * 3600, "s")

#: States, as the portal's description names them.
_IN_PROGRESS, _SUPPLEMENT, _WITHDRAWN = "Đang xử lý", "Yêu cầu bổ sung", "Công dân yêu cầu rút"
_STOPPED, _DONE, _RETURNED = "Dừng xử lý", "Đã xử lý xong", "Đã trả kết quả"

_Column = NDArray[Any]


def procedures() -> dict[str, Any]:
    """The catalogue: code, whether its result is a paper, fees, for citizens, days of handling.

    >>> {name: column[:2] for name, column in procedures().items()}["MaTTHC"]
    ['1.000100', '1.000101']
    """
    at = np.arange(PROCEDURES)
    return {
        "MaTTHC": [f"1.{100 + n:06}" for n in at],
        "Kết quả là giấy tờ": (at % 5 != 0).astype(int).tolist(),
        "Có phí, lệ phí": (at % 3 == 0).astype(int).tolist(),
        "Cho công dân": (at % 4 != 1).astype(int).tolist(),
        # Of some procedures nobody has said it.
        "Thời hạn giải quyết": [None if n % 11 == 0 else int(1 + n % 20) for n in at],
    }


def dossiers(
    size: int, *, seed: int = 0, period: str = "2026-08", units: int = 10
) -> dict[str, Any]:
    """Dossiers around a period, a column for each field of the synchronisation, by its name.

    Among them are all quirks: received before, handed in at a weekend, withdrawn, stopped,
    supplemented once or twice or still awaited, without a promised day or a channel, ended after
    the period or not yet, fees of 0, without a day of receipt, twice in the table, of a procedure
    that the catalogue lacks.

    Args:
        size: How many rows.
        seed: The same seed gives the same dossiers.
        period: The period around which they are received, from a month before to two weeks after.
        units: How many agencies handle them.

    Raises:
        ValueError: If *period* is none.

    >>> made = dossiers(1000, seed=1)
    >>> len(made["MaHoSo"]), made["MaTTHC"][0] in procedures()["MaTTHC"]
    (1000, True)
    """
    rng = np.random.default_rng(seed)
    received = _received(rng, size, period)
    submitted = received - _DAY * rng.integers(0, 3, size)
    procedure = rng.integers(0, PROCEDURES + 1, size)
    unit = rng.integers(0, units, size)
    columns = {
        "MaHoSo": _numbers(rng, unit, received),
        "MaTTHC": np.array([*procedures()["MaTTHC"], "9.999999"])[procedure],
        "NgayNopHoSo": np.where(_share(rng, size, 0.3), _NONE, submitted),
        "NgayTiepNhan": np.where(_share(rng, size, 0.004), _NONE, received),
    }
    promised = received + _DAY * rng.integers(1, 21, size) + _OPENING
    promised = np.where(_share(rng, size, 0.3), _midnight(promised), promised)
    columns["NgayHenTra"] = np.where(_share(rng, size, 0.03), _NONE, promised)
    columns |= _course(rng, received, promised)
    columns |= _marks(rng, size)
    # Data frames know no times of whole seconds.
    return {n: c.astype("datetime64[ms]") if c.dtype.kind == "M" else c for n, c in columns.items()}


def export(size: int, *, seed: int = 0, period: str = "2026-08", units: int = 3) -> dict[str, Any]:
    """The same as an office's software exports it to Excel: Vietnamese headers, days as texts.

    >>> [*export(2, seed=1)][:4]
    ['Số hồ sơ', 'Mã TTHC', 'Đơn vị', 'Ngày tiếp nhận']
    """
    columns = dossiers(size, seed=seed, period=period, units=units)
    channels = {"1": "Trực tiếp", "2": "Trực tuyến", "3": "Bưu chính công ích"}
    numbers = columns["MaHoSo"].tolist()
    return {
        "Số hồ sơ": numbers,
        "Mã TTHC": columns["MaTTHC"].tolist(),
        "Đơn vị": [f"UBND xã {number.partition('-')[0][-2:]}" for number in numbers],
        "Ngày tiếp nhận": _spelled(columns["NgayTiepNhan"]),
        "Ngày hẹn trả": _spelled(columns["NgayHenTra"]),
        "Ngày có kết quả": _spelled(columns["NgayKetThucXuLy"]),
        "Ngày trả": _spelled(columns["NgayTra"]),
        "Ngày dừng xử lý": _spelled(columns["NgayTuChoi"]),
        "Ngày yêu cầu bổ sung": _spelled(columns["NgayYeuCauBoSung"]),
        "Ngày bổ sung xong": _spelled(columns["NgayTiepNhanBoSung"]),
        "Số lần bổ sung": columns["SoLanBoSung"].tolist(),
        "Tình trạng": columns["TrangThaiHoSo"].tolist(),
        "Kênh": [channels.get(code) for code in columns["KenhThucHien"].tolist()],
    }


def _share(rng: np.random.Generator, size: int, share: float) -> NDArray[np.bool_]:
    return rng.random(size) < share


def _midnight(days: _Column) -> _Column:
    return days.astype("datetime64[D]").astype("datetime64[s]")


def _received(rng: np.random.Generator, size: int, period: str) -> _Column:
    found = Period.of(period)
    if found is None:
        raise ValueError(period)
    first, last = found.days
    most = (last - first).days + 15
    after = rng.integers(-30 * 86_400, most * 86_400, size).astype("timedelta64[s]")
    received: _Column = np.datetime64(first, "s") + after
    return received


def _numbers(rng: np.random.Generator, unit: _Column, received: _Column) -> _Column:
    """Numbers of dossiers: agency, day of receipt, running number; a few of them twice."""
    days = np.datetime_as_string(received, "D").tolist()
    parts = zip(unit.tolist(), days, range(len(unit)), strict=True)
    numbers = [f"H15.50.{u:02}-{on[2:4]}{on[5:7]}{on[8:]}-{n:07}" for u, on, n in parts]
    again = np.flatnonzero(_share(rng, len(unit), 0.003))
    for at in again[again > 0].tolist():
        numbers[at] = numbers[at - 1]
    return np.array(numbers)


def _course(rng: np.random.Generator, received: _Column, promised: _Column) -> dict[str, _Column]:
    """What happened to each: how it ended, if it did, and what was asked for on the way."""
    size = len(received)
    late = _share(rng, size, 0.08)
    took = rng.random(size) * np.where(late, 2.0, 0.99)
    end = received + ((promised - received).astype(np.int64) * took).astype("timedelta64[s]")
    fate = rng.choice(
        [_RETURNED, _DONE, _IN_PROGRESS, _WITHDRAWN, _STOPPED, _SUPPLEMENT],
        size,
        p=[0.6, 0.15, 0.15, 0.03, 0.03, 0.04],
    )
    done, halted = np.isin(fate, (_DONE, _RETURNED)), np.isin(fate, (_WITHDRAWN, _STOPPED))
    asked = _share(rng, size, 0.05) & done | (fate == _SUPPLEMENT)
    handling = (end - received).astype(np.int64)
    share = rng.random(size)
    asking = received + (handling * 0.9 * share).astype("timedelta64[s]")
    completed = received + (handling * (0.3 + 0.7 * share)).astype("timedelta64[s]")
    return {
        "NgayKetThucXuLy": np.where(done & ~_share(rng, size, 0.02), end, _NONE),
        "NgayTra": np.where(fate == _RETURNED, end + _DAY // 2, _NONE),
        "NgayTuChoi": np.where(halted, end, _NONE),
        "NgayYeuCauBoSung": np.where(asked, asking, _NONE),
        "NgayTiepNhanBoSung": np.where(asked & done, completed, _NONE),
        "SoLanBoSung": np.where(asked, 1 + _share(rng, size, 0.2), 0),
        "TrangThaiHoSo": fate,
    }


def _marks(rng: np.random.Generator, size: int) -> dict[str, _Column]:
    """Channel, payment, and what is digitized, re-used and complained of."""
    result = _share(rng, size, 0.85)
    return {
        "KenhThucHien": rng.choice(["1", "2", "3", ""], size, p=[0.15, 0.78, 0.04, 0.03]),
        "DuocThanhToanTrucTuyen": rng.choice([0, 1, 2], size, p=[0.3, 0.5, 0.2]),
        "DanhSachPhiLePhi": rng.choice(
            [0.0, 8_000.0, 50_000.0, np.nan], size, p=[0.2, 0.5, 0.2, 0.1]
        ),
        "MaKetQua": np.where(result, "KQ", ""),
        "DuongDanTepTinKetQua": np.where(
            result & ~_share(rng, size, 0.02), "https://example.vn/kq.pdf", ""
        ),
        "ThanhPhanHoSo": _share(rng, size, 0.9).astype(int),
        "HoSoCoThanhPhanSoHoa": _share(rng, size, 0.4).astype(int),
        "DuocSoHoa": _share(rng, size, 0.1).astype(int),
        "DuocLayTuKhoDMQG": _share(rng, size, 0.12).astype(int),
        "TaiKhoanDuocXacThucVoiVNeID": _share(rng, size, 0.7).astype(int),
        "DanhGia": rng.choice(["", "Hài lòng", "Không hài lòng"], size, p=[0.7, 0.28, 0.02]),
    }


def _spelled(days: _Column) -> list[str | None]:
    """Days as an export writes them: day first, the time where it is not midnight."""
    told = [None if at is None else at for at in days.tolist()]
    return [
        None if at is None else f"{at:%d/%m/%Y}" + f"{at: %H:%M}" * bool(at.hour or at.minute)
        for at in told
    ]
