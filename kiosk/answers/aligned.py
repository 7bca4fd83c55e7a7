"""A `.npz` whose arrays can be mapped: stored as they are, each on a whole number of cache lines.

Mapped, a file is in memory once for all processes that read it, and the system may drop what is not in use. The format
is the usual one (APPNOTE 6.3.10 of PKWARE, 4.3.7 local file header; NEP 1 of numpy): `numpy.load` reads it, too.
"""

from __future__ import annotations

import io
import mmap
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

ALIGNED: Final = 64
LOCAL: Final = struct.Struct("<26xHH")
"""Of the local header: how long the name is, and the extra field."""
EXTRA: Final = struct.Struct("<HH")
PADDING: Final = 0xD935
"""The extra field that aligns, as zipalign names it."""
Arrays = Mapping[str, NDArray[Any]]


def write(path: Path, arrays: Arrays) -> None:
    """Write arrays, named as for `numpy.savez`; raises `OSError` where nothing can be written."""
    with path.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as out:
        for name, array in arrays.items():
            packed = io.BytesIO()
            np.lib.format.write_array(packed, np.asanyarray(array), allow_pickle=False)
            member = zipfile.ZipInfo(f"{name}.npy")
            begin = file.tell() + LOCAL.size + len(member.filename.encode()) + EXTRA.size
            member.extra = EXTRA.pack(PADDING, -begin % ALIGNED) + bytes(-begin % ALIGNED)
            out.writestr(member, packed.getbuffer())


def read(path: Path) -> Arrays:
    """The arrays of a file, mapped and not to be written to.

    Raises:
        OSError: there is no such file.
        zipfile.BadZipFile, ValueError, NotImplementedError, struct.error: it is torn, or of another kind.
    """
    with path.open("rb") as file, zipfile.ZipFile(file) as members:
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        return {member.filename.removesuffix(".npy"): _array(member, whole) for member in members.infolist()}


def _array(member: zipfile.ZipInfo, whole: memoryview) -> NDArray[Any]:
    name, extra = LOCAL.unpack_from(whole, member.header_offset)
    begin = member.header_offset + LOCAL.size + name + extra
    packed = whole[begin : begin + member.compress_size]
    if member.compress_type != zipfile.ZIP_STORED or zlib.crc32(packed) != member.CRC:
        raise zipfile.BadZipFile(f"{member.filename} is not as it was written")
    head = io.BytesIO(packed[:4096])
    if np.lib.format.read_magic(head) != (1, 0):
        raise ValueError(f"{member.filename} is of another version")
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(head)
    found: NDArray[Any] = np.ndarray(shape, dtype, packed, head.tell(), order="F" if by_columns else "C")
    return found if found.flags.aligned else found.copy()
