"""Passes over many numbers: find the few to whom something happens, and add up stretches."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numba.np import arrayobj

from abm.numerics.compiled import kernel
from abm.numerics.streams import BEYOND_EIGHTS, eight_bytes, uniform_in

STRETCH = 64
"""Numbers that are compared in one pass."""

TOGETHER = 8
"""Stretches that are added up in one pass."""

_NONE, _ONE, _SEVEN, _EIGHT, _TOP, _HALF, _BYTE = (np.uint64(n) for n in (0, 1, 7, 8, 56, 128, 255))
_LOW_BITS, _HIGH_BITS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_COUNT = np.uint64(0x0001020304050607)  # 2 to the power 8k times this has k in its highest byte


LINE = 64
"""Bytes that a processor fetches at once."""


@intrinsic
def _fetch(typing: Any, values: Any, index: Any) -> Any:
    """Ask the processor to fetch what stands at an index; it may, and nothing else comes of it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = arrayobj.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]])
        place = builder.bitcast(place, ir.IntType(8).as_pointer())
        whole = ir.IntType(32)
        prefetch = builder.module.declare_intrinsic(
            "llvm.prefetch", [place.type], ir.FunctionType(ir.VoidType(), [place.type, whole, whole, whole])
        )
        read, keep, data = whole(0), whole(2), whole(1)
        builder.call(prefetch, [place, read, keep, data])
        return context.get_dummy_value()

    return types.none(values, types.intp), generate


@kernel
def fetch_ahead(values, first, last):
    """Have a stretch of an array fetched that is soon looked at; what lies beyond its end is left alone."""
    for i in range(first, min(last, values.size), LINE // values.itemsize):
        _fetch(values, i)


@kernel
def find(sequence, first, last, chance, shared, found, draw):
    """Find to whom something happens that happens to each with this chance; returns to how many.

    A number is that of :func:`~abm.numerics.streams.sparse_uniform`; the own draw is made only where the shared byte
    leaves it open.

    Parameters
    ----------
    sequence : uint64
        Start of a sequence.
    first, last : int
        Looked at are ``first`` to ``last - 1``.
    chance : float
        From 0 to 1.
    shared : array of uint64
        Room to work in: one number for each eight.
    found : array of int64, draw : array of float64
        Written to: who, ascending, and their numbers in [0, chance). One place more than can be found.
    """
    if chance <= 0.0:
        return 0
    eights = (last + 7) // 8 - first // 8
    for n in range(eights):
        shared[n] = eight_bytes(sequence, np.uint64(first // 8 + n))
    limit = np.uint64(math.ceil(256.0 * chance))  # 256 where all are to be looked at: no byte can hold it
    count = 0
    for n in range(eights):
        word = shared[n]
        flags = _HIGH_BITS  # one for each byte: whether it is below the limit
        if limit <= _HALF:
            flags &= ~((word | _HIGH_BITS) - _LOW_BITS * limit) & ~word
        elif limit <= _BYTE:
            flags &= ~((word | _HIGH_BITS) - _LOW_BITS * (limit - _HALF)) | ~word
        while flags != _NONE:
            lowest = (flags & (~flags + _ONE)) >> _SEVEN  # 2 to the power 8k for byte k
            k = (lowest * _COUNT) >> _TOP
            flags &= flags - _ONE
            i = (first // 8 + n) * 8 + np.int64(k)
            byte = np.int64((word >> (k * _EIGHT)) & _BYTE)
            u = (byte + uniform_in(sequence, i + BEYOND_EIGHTS)) / 256.0
            found[count], draw[count] = i, u
            count += u < chance and first <= i < last
    return count


@kernel
def find_equal(values, first, last, wanted, found):
    """Find which values from ``first`` to ``last - 1`` equal one; writes who, ascending, returns how many.

    Where few do, whole stretches are compared at once, and only one that has any is looked at one by one.
    """
    count, within = 0, values[first:last]
    for begin in range(0, within.size, STRETCH):
        few, hits = within[begin : begin + STRETCH], np.int16(0)
        for m in range(few.size):
            hits = np.int16(hits + np.int16(few[m] == wanted))
        if hits > 0:
            for m in range(few.size):
                if few[m] == wanted:
                    found[count] = first + begin + m
                    count += 1
    return count


@kernel
def add_stretches(values, starts, row, column, first, count, out):
    """Add eight stretches of an array to another: out[first + m] += values[start + m] for m < count.

    The eight starts stand in a row of ``starts`` from a column on. Indices have no sign, or a check of each would stop
    the compiler from making vectors of this.
    """
    here, k = np.uint64(first), column
    a, b = np.uint64(starts[row, k]), np.uint64(starts[row, k + 1])
    c, d = np.uint64(starts[row, k + 2]), np.uint64(starts[row, k + 3])
    e, f = np.uint64(starts[row, k + 4]), np.uint64(starts[row, k + 5])
    g, h = np.uint64(starts[row, k + 6]), np.uint64(starts[row, k + 7])
    for m in range(np.uint64(count)):
        out[here + m] += (
            np.int32(values[a + m]) + np.int32(values[b + m]) + np.int32(values[c + m]) + np.int32(values[d + m])
            + np.int32(values[e + m]) + np.int32(values[f + m]) + np.int32(values[g + m]) + np.int32(values[h + m])
        )  # fmt: skip


@kernel
def copy_stretch(values, start, first, count, out):
    """Copy a stretch of an array into another: out[first + m] = values[start + m] for m < count."""
    here, there = np.uint64(first), np.uint64(start)
    for m in range(np.uint64(count)):
        out[here + m] = values[there + m]
