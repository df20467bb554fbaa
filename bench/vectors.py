"""Deletion vectors, by Delta's protocol ("Deletion Vector Format"): one file for all of a table's.

About one row in a hundred is deleted, evenly spread by a product of the row's number.
"""

import base64
import struct
import uuid
import zlib
from dataclasses import dataclass

import numpy

_FACTOR, _MODULUS = 2_654_435_761, 2**32
_BELOW = _MODULUS // 100
# Of a row by its key: the condition that generation and check share.
DELETED_SQL = f"CAST(substr(transaction_id, 10) AS BIGINT) * {_FACTOR} % {_MODULUS} < {_BELOW}"

_MAGIC = 1681511377
_ROARING_WITHOUT_RUNS = 12346
_BASE85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_Z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
_TO_Z85 = bytes.maketrans(_BASE85, _Z85)


@dataclass(frozen=True)
class VectorFile:
    """The file's name and bytes, and what a log says of each of its vectors, in order."""

    path: str
    content: bytes
    descriptors: list[dict]


def of_files(rows: int, rows_a_file: int, identity: uuid.UUID) -> VectorFile:
    """A vector for each file of a table whose rows are numbered through."""
    content = bytearray(b"\x01")
    descriptors = []
    for first in range(0, rows, rows_a_file):
        deleted = _deleted(first, min(first + rows_a_file, rows))
        vector = struct.pack("<iqi", _MAGIC, 1, 0) + _roaring(deleted)
        descriptors.append(
            {
                "storageType": "u",
                "pathOrInlineDv": base64.b85encode(identity.bytes).translate(_TO_Z85).decode(),
                "offset": len(content),
                "sizeInBytes": len(vector),
                "cardinality": len(deleted),
            }
        )
        content += struct.pack(">i", len(vector)) + vector
        content += struct.pack(">I", zlib.crc32(vector))
    return VectorFile(f"deletion_vector_{identity}.bin", bytes(content), descriptors)


def _deleted(first: int, after: int) -> numpy.ndarray:
    """The positions in the file of rows `first` to `after`."""
    numbers = numpy.arange(first, after, dtype=numpy.int64)
    return numpy.flatnonzero(numbers * _FACTOR % _MODULUS < _BELOW)


def _roaring(positions: numpy.ndarray) -> bytes:
    """A 32-bit roaring bitmap of array containers: none has over 4096 of its 65,536 positions."""
    keys, starts, counts = numpy.unique(positions >> 16, return_index=True, return_counts=True)
    head = struct.pack("<ii", _ROARING_WITHOUT_RUNS, len(keys))
    head += numpy.column_stack([keys, counts - 1]).astype("<u2").tobytes()
    first = len(head) + 4 * len(keys)
    offsets = (first + 2 * starts).astype("<u4").tobytes()
    return head + offsets + (positions & 0xFFFF).astype("<u2").tobytes()
