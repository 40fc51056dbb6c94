"""Several floats at once in generated code, so that formulas for vectors read like formulas.

LLVM fits them to what the processor has: eight are one register with AVX2, two with NEON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import binding, ir
from numba import config, njit
from numba.core import cgutils

COUNT = 8
"""Floats in one vector of all that goes channel by channel."""

WIDE = 16 if binding.get_host_cpu_features().get("avx512f") else COUNT
"""Floats in one vector of sums of products, where most of the time goes."""

FLOAT = ir.FloatType()
VECTOR = ir.VectorType(FLOAT, COUNT)
WIDE_VECTOR = ir.VectorType(FLOAT, WIDE)
INDEX = ir.IntType(64)


def compiled(function: Callable[..., Any]) -> Any:
    """Compiles a function when it is first called. Its code is kept if `prepare` has said where.

    Kept beside the sources it would outlive changes to what it is made from.
    """
    return njit(nogil=True, cache=bool(config.CACHE_DIR))(function)


class Lanes:
    """A vector in the code that `builder` writes. `+`, `-` and `*` take vectors and numbers."""

    __slots__ = ("_builder", "value")

    def __init__(self, builder: Any, value: Any) -> None:
        self._builder, self.value = builder, value

    def __add__(self, other: Lanes) -> Lanes:
        return Lanes(self._builder, self._builder.fadd(self.value, other.value))

    def __sub__(self, other: Lanes) -> Lanes:
        return Lanes(self._builder, self._builder.fsub(self.value, other.value))

    def __mul__(self, other: Lanes | float) -> Lanes:
        return Lanes(self._builder, self._builder.fmul(self.value, self._as_mine(other)))

    def times_plus(self, factor: Lanes | float, term: Lanes) -> Lanes:
        """self · factor + term, rounded once."""
        vector = self.value.type
        kind = ir.FunctionType(vector, [vector] * 3)
        fused = cgutils.get_or_insert_function(self._builder.module, kind, f"llvm.fma.v{vector.count}f32")
        return Lanes(self._builder, self._builder.call(fused, [self.value, self._as_mine(factor), term.value]))

    def bent(self, slope: Lanes) -> Lanes:
        """What is not above zero, times `slope`: a (leaky) ReLU. What is no number stays so."""
        above = self._builder.fcmp_ordered(">", self.value, nought(self.value.type))
        return Lanes(self._builder, self._builder.select(above, self.value, (self * slope).value))

    def _as_mine(self, number: Lanes | float) -> Any:
        if isinstance(number, Lanes):
            return number.value
        return ir.Constant(self.value.type, [float(number)] * self.value.type.count)


def nought(vector: Any) -> Any:
    """A constant vector of zeros."""
    return ir.Constant(vector, [0.0] * vector.count)


def floats_at(builder: Any, address: Any) -> Any:
    """An address (an integer) as a pointer to floats."""
    return builder.inttoptr(address, FLOAT.as_pointer())


def load(builder: Any, base: Any, index: Any, vector: Any = VECTOR) -> Lanes:
    """A vector's floats from `index` floats after `base` on."""
    pointer = builder.bitcast(builder.gep(base, [index]), vector.as_pointer())
    return Lanes(builder, builder.load(pointer, align=4))


def store(builder: Any, lanes: Lanes, base: Any, index: Any) -> None:
    """A vector's floats to `index` floats after `base` and on."""
    pointer = builder.bitcast(builder.gep(base, [index]), lanes.value.type.as_pointer())
    builder.store(lanes.value, pointer, align=4)


def everywhere(builder: Any, number: Any, vector: Any) -> Lanes:
    """One float in all places."""
    empty = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(empty, number, ir.IntType(32)(0))
    places = ir.Constant(ir.VectorType(ir.IntType(32), vector.count), [0] * vector.count)
    return Lanes(builder, builder.shuffle_vector(first, empty, places))
