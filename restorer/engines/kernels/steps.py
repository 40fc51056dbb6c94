"""The steps of convolutions by Winograd's minimal filtering, as code that is written for the processor at hand.

The letters are those of `transforms`: U is the transformed kernel, V the transformed px, M their products.
Addresses are integers and steps counts of floats: numba hands both to the generated code as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import carray, types
from numba.extending import intrinsic

from restorer.engines.kernels.lanes import (
    COUNT,
    INDEX,
    VECTOR,
    WIDE,
    WIDE_VECTOR,
    Lanes,
    compiled,
    everywhere,
    floats_at,
    load,
    nought,
    store,
)
from restorer.engines.kernels.transforms import of_products, of_px, of_weights, to_products, to_weights

PANEL = 2 * COUNT
"""Channels of answers that are computed together."""


@intrinsic  # type: ignore[untyped-decorator]
def transform_px(_typing: Any, px: Any, row: Any, column: Any, to: Any, step: Any) -> Any:
    """6×6 px of eight channels to 36 vectors, `step` apart."""
    signature = types.void(types.uintp, types.intp, types.intp, types.uintp, types.intp)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        px, row, column, to, step = arguments
        px, to = floats_at(builder, px), floats_at(builder, to)
        rows = [builder.mul(row, INDEX(i)) for i in range(6)]
        columns = [builder.mul(column, INDEX(j)) for j in range(6)]
        down = [of_px([load(builder, px, builder.add(r, column)) for r in rows]) for column in columns]
        for i in range(6):
            for j, lanes in enumerate(of_px([down[j][i] for j in range(6)])):
                store(builder, lanes, to, builder.mul(step, INDEX(6 * i + j)))
        return context.get_dummy_value()

    return signature, generate


@intrinsic  # type: ignore[untyped-decorator]
def transform_products(
    _typing: Any, m: Any, step: Any, to: Any, row: Any, column: Any, bias: Any, slope: Any,
    other: Any, other_row: Any, other_column: Any,
) -> Any:  # fmt: skip
    """36 vectors of products, `step` apart, to 4×4 answers of eight channels: with the bias, bent, added to others."""
    plane = (types.uintp, types.intp, types.intp)
    signature = types.void(types.uintp, types.intp, *plane, types.uintp, types.uintp, *plane)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        m, step, to, row, column, bias, slope, other, other_row, other_column = arguments
        m, to, bias, slope, other = (floats_at(builder, address) for address in (m, to, bias, slope, other))
        across = [
            of_products([load(builder, m, builder.mul(step, INDEX(6 * i + j))) for j in range(6)]) for i in range(6)
        ]
        offset, bend = load(builder, bias, INDEX(0)), load(builder, slope, INDEX(0))

        def place(row: Any, column: Any, i: int, j: int) -> Any:
            return builder.add(builder.mul(row, INDEX(i)), builder.mul(column, INDEX(j)))

        for j in range(4):
            for i, lanes in enumerate(of_products([across[i][j] for i in range(6)])):
                answer = (lanes + offset).bent(bend) + load(builder, other, place(other_row, other_column, i, j))
                store(builder, answer, to, place(row, column, i, j))
        return context.get_dummy_value()

    return signature, generate


ROWS = 14 if WIDE == PANEL else 6
"""Most rows of a strip: their sums, and what they are made of, fill the registers (of sixteen, or half of 32)."""

_PARTS = range(0, PANEL, WIDE)  # where the vectors of a panel begin


def _for_each_count(builder: Any, rows: Any, write: Callable[[int], None]) -> None:
    """Has `write` write code for each number of rows there may be, and the choice among them by `rows`."""
    after = builder.append_basic_block("after")
    choice = builder.switch(rows, after)
    for count in range(1, ROWS + 1):
        block = builder.append_basic_block(f"rows_{count}")
        choice.add_case(INDEX(count), block)
        builder.position_at_end(block)
        write(count)
        builder.branch(after)
    builder.position_at_end(after)


def _sum_up(
    builder: Any, rows: int, end: Any, step: int, add: Callable[[Any, list[list[Lanes]]], list[list[Lanes]]]
) -> list[list[Lanes]]:
    """Writes a loop from 0 to `end` in which `add` makes sums of what they were, and begins with nought; the sums.

    They are a panel's vectors for each row, and stay in registers.
    """
    before = builder.block
    head, body, after = (builder.append_basic_block(name) for name in ("head", "body", "summed"))
    builder.branch(head)
    builder.position_at_end(head)
    number = builder.phi(INDEX)
    number.add_incoming(INDEX(0), before)
    sums = [[builder.phi(WIDE_VECTOR) for _ in _PARTS] for _ in range(rows)]
    for part in itertools.chain.from_iterable(sums):
        part.add_incoming(nought(WIDE_VECTOR), before)
    builder.cbranch(builder.icmp_signed("<", number, end), body, after)
    builder.position_at_end(body)
    totals = [[Lanes(builder, part) for part in row] for row in sums]
    for row, later in zip(sums, add(number, totals), strict=True):
        for part, total in zip(row, later, strict=True):
            part.add_incoming(total.value, body)
    number.add_incoming(builder.add(number, INDEX(step)), body)
    builder.branch(head)
    builder.position_at_end(after)
    return totals


@intrinsic  # type: ignore[untyped-decorator]
def multiply_strip(_typing: Any, v: Any, v_step: Any, u: Any, channels: Any, m: Any, m_step: Any, rows: Any) -> Any:
    """V (`rows` × channels, rows `v_step` apart) · U (channels × 16) to M (rows `m_step` apart).

    The sums go from the first channel to the last, two channels (of an even number) in a round.
    """
    signature = types.void(types.uintp, types.intp, types.uintp, types.intp, types.uintp, types.intp, types.intp)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        v, v_step, u, channels, m, m_step, rows = arguments
        v, u, m = (floats_at(builder, address) for address in (v, u, m))

        def write(count: int) -> None:
            v_rows = [builder.gep(v, [builder.mul(v_step, INDEX(r))]) for r in range(count)]

            def add(channel: Any, sums: list[list[Lanes]]) -> list[list[Lanes]]:
                for ahead in range(2):
                    one = builder.add(channel, INDEX(ahead))
                    at = builder.mul(one, INDEX(PANEL))
                    panel = [load(builder, u, builder.add(at, INDEX(part)), WIDE_VECTOR) for part in _PARTS]
                    values = (builder.load(builder.gep(row, [one])) for row in v_rows)
                    sums = [_plus(builder, row, value, panel) for row, value in zip(sums, values, strict=True)]
                return sums

            for r, row in enumerate(_sum_up(builder, count, channels, 2, add)):
                for part, total in zip(_PARTS, row, strict=True):
                    store(builder, total, m, builder.add(builder.mul(m_step, INDEX(r)), INDEX(part)))

        _for_each_count(builder, rows, write)
        return context.get_dummy_value()

    return signature, generate


def _plus(builder: Any, sums: list[Lanes], value: Any, panel: list[Lanes]) -> list[Lanes]:
    """The sums and one float times the panel."""
    factor = everywhere(builder, value, WIDE_VECTOR)
    return [factor.times_plus(lanes, total) for lanes, total in zip(panel, sums, strict=True)]


@intrinsic  # type: ignore[untyped-decorator]
def _pointer(_typing: Any, address: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return floats_at(builder, arguments[0])

    return types.CPointer(types.float32)(types.uintp), generate


@compiled
def copy(source, to, count):  # type: ignore[no-untyped-def]
    """`count` floats from one address to another; nought where the source is nowhere (0)."""
    written = carray(_pointer(to), count)
    if source == 0:
        written[:] = 0
    else:
        written[:] = carray(_pointer(source), count)


@intrinsic  # type: ignore[untyped-decorator]
def add(_typing: Any, of: Any, to: Any) -> Any:
    """Eight floats to eight others."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        of, to = (floats_at(builder, address) for address in arguments)
        store(builder, load(builder, to, INDEX(0)) + load(builder, of, INDEX(0)), to, INDEX(0))
        return context.get_dummy_value()

    return types.void(types.uintp, types.uintp), generate


def _transposed(builder: Any, rows: list[Lanes]) -> list[Lanes]:
    """Eight rows of eight as columns: halves, quarters and single floats change places."""
    values = [row.value for row in rows]
    for step in (4, 2, 1):
        first = [n if not n & step else n - step + COUNT for n in range(COUNT)]
        second = [n + step if not n & step else n + COUNT for n in range(COUNT)]
        places = [ir.Constant(ir.VectorType(ir.IntType(32), COUNT), order) for order in (first, second)]
        later = list(values)
        for n in range(COUNT):
            if not n & step:
                one, other = values[n], values[n + step]
                later[n], later[n + step] = (builder.shuffle_vector(one, other, order) for order in places)
        values = later
    return [Lanes(builder, value) for value in values]


def _transform_weights(turned: bool) -> Any:
    """Makes the intrinsic: 3×3 weights of eight channels, `apart` from one another, to 36 vectors, `step` apart.

    turned: the kernels are turned round by 180°, as gradients of px need them.
    """

    @intrinsic  # type: ignore[untyped-decorator]
    def transform(_typing: Any, weights: Any, apart: Any, to: Any, step: Any) -> Any:
        signature = types.void(types.uintp, types.intp, types.uintp, types.intp)

        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            weights, apart, to, step = arguments
            weights, to = floats_at(builder, weights), floats_at(builder, to)
            kernels = [builder.mul(apart, INDEX(n)) for n in range(COUNT)]
            g = _transposed(builder, [load(builder, weights, kernel) for kernel in kernels])
            last = ir.Constant(VECTOR, ir.Undefined)
            for n, kernel in enumerate(kernels):
                weight = builder.load(builder.gep(weights, [builder.add(kernel, INDEX(8))]))
                last = builder.insert_element(last, weight, ir.IntType(32)(n))
            g.append(Lanes(builder, last))
            if turned:
                g.reverse()
            down = [of_weights([g[3 * i + j] for i in range(3)]) for j in range(3)]
            for i in range(6):
                for j, lanes in enumerate(of_weights([down[j][i] for j in range(3)])):
                    store(builder, lanes, to, builder.mul(step, INDEX(6 * i + j)))
            return context.get_dummy_value()

        return signature, generate

    return transform


transform_weights, transform_turned_weights = _transform_weights(False), _transform_weights(True)


@intrinsic  # type: ignore[untyped-decorator]
def restore_weights(_typing: Any, u: Any, step: Any, weights: Any, apart: Any) -> Any:
    """Gradients of 36 vectors, `step` apart, to those of the 3×3 weights of eight channels, `apart` from another."""
    signature = types.void(types.uintp, types.intp, types.uintp, types.intp)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        u, step, weights, apart = arguments
        u, weights = floats_at(builder, u), floats_at(builder, weights)
        across = [
            to_weights([load(builder, u, builder.mul(step, INDEX(6 * i + j))) for j in range(6)]) for i in range(6)
        ]
        by_column = [to_weights([across[i][j] for i in range(6)]) for j in range(3)]
        g = [by_column[j][i] for i in range(3) for j in range(3)]
        for n, lanes in enumerate(_transposed(builder, g[:8])):
            kernel = builder.mul(apart, INDEX(n))
            store(builder, lanes, weights, kernel)
            last = builder.extract_element(g[8].value, ir.IntType(32)(n))
            builder.store(last, builder.gep(weights, [builder.add(kernel, INDEX(8))]))
        return context.get_dummy_value()

    return signature, generate


@intrinsic  # type: ignore[untyped-decorator]
def transform_gradients(_typing: Any, y: Any, row: Any, column: Any, to: Any, step: Any, total: Any) -> Any:
    """Gradients of 4×4 answers of eight channels to 36 of products, `step` apart; their sum is added to `total`."""
    signature = types.void(types.uintp, types.intp, types.intp, types.uintp, types.intp, types.uintp)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        y, row, column, to, step, total = arguments
        y, to, total = (floats_at(builder, address) for address in (y, to, total))
        rows = [builder.mul(row, INDEX(i)) for i in range(4)]
        columns = [builder.mul(column, INDEX(j)) for j in range(4)]
        given = [[load(builder, y, builder.add(r, column)) for r in rows] for column in columns]
        sums = [(a + b) + (c + d) for a, b, c, d in given]
        store(builder, load(builder, total, INDEX(0)) + ((sums[0] + sums[1]) + (sums[2] + sums[3])), total, INDEX(0))
        down = [to_products(lanes) for lanes in given]
        for i in range(6):
            for j, lanes in enumerate(to_products([down[j][i] for j in range(4)])):
                store(builder, lanes, to, builder.mul(step, INDEX(6 * i + j)))
        return context.get_dummy_value()

    return signature, generate


@intrinsic  # type: ignore[untyped-decorator]
def correlate_strip(_typing: Any, v: Any, v_step: Any, m: Any, squares: Any, u: Any, anew: Any, rows: Any) -> Any:
    """Vᵀ (`rows` channels of squares `v_step` apart) · M (squares × 16) to dU (`rows` × 16).

    It is added to what is there, unless that is to be written `anew`.
    """
    signature = types.void(types.uintp, types.intp, types.uintp, types.intp, types.uintp, types.boolean, types.intp)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        v, v_step, m, squares, u, anew, rows = arguments
        v, m, u = (floats_at(builder, address) for address in (v, m, u))

        def write(count: int) -> None:
            def add(square: Any, sums: list[list[Lanes]]) -> list[list[Lanes]]:
                at = builder.mul(square, INDEX(PANEL))
                panel = [load(builder, m, builder.add(at, INDEX(part)), WIDE_VECTOR) for part in _PARTS]
                channels = builder.gep(v, [builder.mul(square, v_step)])
                values = (builder.load(builder.gep(channels, [INDEX(r)])) for r in range(count))
                return [_plus(builder, row, value, panel) for row, value in zip(sums, values, strict=True)]

            for r, row in enumerate(_sum_up(builder, count, squares, 1, add)):
                for part, total in zip(_PARTS, row, strict=True):
                    index = INDEX(r * PANEL + part)
                    more = load(builder, u, index, WIDE_VECTOR) + total
                    store(builder, Lanes(builder, builder.select(anew, total.value, more.value)), u, index)

        _for_each_count(builder, rows, write)
        return context.get_dummy_value()

    return signature, generate
