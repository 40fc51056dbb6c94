"""The steps of Winograd's minimal filtering F(4×4, 3×3), as code that is written for the processor at hand.

Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016. The letters are theirs: U is the
transformed kernel, V the transformed px, M their products. The points of interpolation are 0, ±1/√2, ±√2 and ∞ in
place of 0, ±1, ±2 and ∞: two fifths of the rounding error, which is one to two millionths of the largest answer.

Addresses are integers and steps counts of floats: numba hands both to the generated code as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, types
from numba.extending import intrinsic

from restorer.engines.kernels.lanes import COUNT, INDEX, VECTOR, Lanes, compiled, everywhere, floats_at, load, store

PANEL = 2 * COUNT
"""Channels of answers that are computed together."""

_NEAR, _FAR = 0.5**0.5, 2.0**0.5  # the points; their squares' product is 1, which leaves the ends unscaled


def of_px(d: list[Lanes]) -> list[Lanes]:
    """Six px in a row, transformed (Bᵀd)."""
    near, far = _NEAR**2, _FAR**2
    even_near, odd_near = d[2].times_plus(-far, d[4]), d[1].times_plus(-far, d[3])
    even_far, odd_far = d[2].times_plus(-near, d[4]), d[1].times_plus(-near, d[3])
    return [
        d[0] + d[2].times_plus(-near - far, d[4]),
        odd_near.times_plus(_NEAR, even_near),
        odd_near.times_plus(-_NEAR, even_near),
        odd_far.times_plus(_FAR, even_far),
        odd_far.times_plus(-_FAR, even_far),
        d[1] + d[3].times_plus(-near - far, d[5]),
    ]


def of_products(m: list[Lanes]) -> list[Lanes]:
    """Four answers in a row from six products (Aᵀm)."""
    even_near, odd_near, even_far, odd_far = m[1] + m[2], m[1] - m[2], m[3] + m[4], m[3] - m[4]
    return [
        m[0] + (even_near + even_far),
        odd_near.times_plus(_NEAR, odd_far * _FAR),
        even_near.times_plus(_NEAR**2, even_far * _FAR**2),
        odd_near.times_plus(_NEAR**3, odd_far.times_plus(_FAR**3, m[5])),
    ]


def of_kernel() -> np.ndarray[Any, np.dtype[np.float64]]:
    """6×3: what transforms three weights in a row (G)."""
    rows = [[1.0, 0.0, 0.0]]
    for point, other in ((_NEAR, _FAR), (-_NEAR, _FAR), (_FAR, _NEAR), (-_FAR, _NEAR)):
        scale = 2 * point**2 * (point**2 - other**2)
        rows.append([1 / scale, point / scale, point**2 / scale])
    return np.array([*rows, [0.0, 0.0, 1.0]])


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


def _multiply(rows: int) -> Any:
    """Makes the intrinsic: V (`rows` × channels, rows `v_step` apart) · U (channels × 16) to M (rows `m_step` apart).

    The sums stay in registers from the first channel to the last, two channels (of an even number) in a round.
    """

    @intrinsic  # type: ignore[untyped-decorator]
    def multiply(_typing: Any, v: Any, v_step: Any, u: Any, channels: Any, m: Any, m_step: Any) -> Any:
        signature = types.void(types.uintp, types.intp, types.uintp, types.intp, types.uintp, types.intp)

        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            v, v_step, u, channels, m, m_step = arguments
            v, u, m = (floats_at(builder, address) for address in (v, u, m))
            v_rows = [builder.gep(v, [builder.mul(v_step, INDEX(r))]) for r in range(rows)]
            before = builder.block
            head, body, after = (builder.append_basic_block(name) for name in ("head", "body", "after"))
            builder.branch(head)
            builder.position_at_end(head)
            channel = builder.phi(INDEX)
            channel.add_incoming(INDEX(0), before)
            sums = [[builder.phi(VECTOR) for _ in range(2)] for _ in range(rows)]
            for pair in sums:
                for part in pair:
                    part.add_incoming(ir.Constant(VECTOR, [0.0] * COUNT), before)
            builder.cbranch(builder.icmp_signed("<", channel, channels), body, after)
            builder.position_at_end(body)
            running = [[Lanes(builder, part) for part in pair] for pair in sums]
            for ahead in range(2):
                one = builder.add(channel, INDEX(ahead))
                at = builder.mul(one, INDEX(PANEL))
                panel = [load(builder, u, builder.add(at, INDEX(half * COUNT))) for half in range(2)]
                for r in range(rows):
                    value = everywhere(builder, builder.load(builder.gep(v_rows[r], [one])))
                    running[r] = [value.times_plus(w, total) for w, total in zip(panel, running[r], strict=True)]
            channel.add_incoming(builder.add(channel, INDEX(2)), body)
            for pair, later in zip(sums, running, strict=True):
                for part, total in zip(pair, later, strict=True):
                    part.add_incoming(total.value, body)
            builder.branch(head)
            builder.position_at_end(after)
            for r, pair in enumerate(sums):
                for half, part in enumerate(pair):
                    at = builder.add(builder.mul(m_step, INDEX(r)), INDEX(half * COUNT))
                    store(builder, Lanes(builder, part), m, at)
            return context.get_dummy_value()

        return signature, generate

    return multiply


ROWS = 6  # with two vectors each they and what they are made of fill sixteen registers
multiply_1, multiply_2, multiply_3, multiply_4, multiply_5, multiply_6 = map(_multiply, range(1, ROWS + 1))


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


# What learning needs: the transforms that steps above skip, and their adjoints.


def of_weights(g: list[Lanes]) -> list[Lanes]:
    """Three weights in a row, transformed (Gg)."""
    near, far = _NEAR**2, _FAR**2
    near_scale, far_scale = 1 / (2 * near * (near - far)), 1 / (2 * far * (far - near))
    even_near, odd_near = g[2].times_plus(near, g[0]) * near_scale, g[1] * (near_scale * _NEAR)
    even_far, odd_far = g[2].times_plus(far, g[0]) * far_scale, g[1] * (far_scale * _FAR)
    return [g[0], even_near + odd_near, even_near - odd_near, even_far + odd_far, even_far - odd_far, g[2]]


def to_weights(u: list[Lanes]) -> list[Lanes]:
    """Gradients of three weights in a row from those of what they were transformed to (Gᵀu)."""
    near, far = _NEAR**2, _FAR**2
    near_scale, far_scale = 1 / (2 * near * (near - far)), 1 / (2 * far * (far - near))
    even_near, odd_near, even_far, odd_far = u[1] + u[2], u[1] - u[2], u[3] + u[4], u[3] - u[4]
    return [
        even_near.times_plus(near_scale, even_far.times_plus(far_scale, u[0])),
        odd_near.times_plus(near_scale * _NEAR, odd_far * (far_scale * _FAR)),
        even_near.times_plus(near_scale * near, even_far.times_plus(far_scale * far, u[5])),
    ]


def to_products(y: list[Lanes]) -> list[Lanes]:
    """Gradients of six products in a row from those of their four answers (Ay)."""
    even_near, odd_near = y[2].times_plus(_NEAR**2, y[0]), y[3].times_plus(_NEAR**2, y[1])
    even_far, odd_far = y[2].times_plus(_FAR**2, y[0]), y[3].times_plus(_FAR**2, y[1])
    return [
        y[0],
        odd_near.times_plus(_NEAR, even_near),
        odd_near.times_plus(-_NEAR, even_near),
        odd_far.times_plus(_FAR, even_far),
        odd_far.times_plus(-_FAR, even_far),
        y[3],
    ]


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


def _correlate(rows: int) -> Any:
    """Makes the intrinsic: Vᵀ (`rows` channels of squares `v_step` apart) · M (squares × 16) to dU (`rows` × 16).

    It is added to what is there, unless that is to be written `anew`.
    """

    @intrinsic  # type: ignore[untyped-decorator]
    def correlate(_typing: Any, v: Any, v_step: Any, m: Any, squares: Any, u: Any, anew: Any) -> Any:
        signature = types.void(types.uintp, types.intp, types.uintp, types.intp, types.uintp, types.boolean)

        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            v, v_step, m, squares, u, anew = arguments
            v, m, u = (floats_at(builder, address) for address in (v, m, u))
            before = builder.block
            head, body, after = (builder.append_basic_block(name) for name in ("head", "body", "after"))
            builder.branch(head)
            builder.position_at_end(head)
            square = builder.phi(INDEX)
            square.add_incoming(INDEX(0), before)
            sums = [[builder.phi(VECTOR) for _ in range(2)] for _ in range(rows)]
            for pair in sums:
                for part in pair:
                    part.add_incoming(ir.Constant(VECTOR, [0.0] * COUNT), before)
            builder.cbranch(builder.icmp_signed("<", square, squares), body, after)
            builder.position_at_end(body)
            at = builder.mul(square, INDEX(PANEL))
            panel = [load(builder, m, builder.add(at, INDEX(half * COUNT))) for half in range(2)]
            channels = builder.gep(v, [builder.mul(square, v_step)])
            for r, pair in enumerate(sums):
                value = everywhere(builder, builder.load(builder.gep(channels, [INDEX(r)])))
                for part, lanes in zip(pair, panel, strict=True):
                    part.add_incoming(value.times_plus(lanes, Lanes(builder, part)).value, body)
            square.add_incoming(builder.add(square, INDEX(1)), body)
            builder.branch(head)
            builder.position_at_end(after)
            for r, pair in enumerate(sums):
                for half, part in enumerate(pair):
                    index = INDEX(r * PANEL + half * COUNT)
                    more = load(builder, u, index) + Lanes(builder, part)
                    store(builder, Lanes(builder, builder.select(anew, part, more.value)), u, index)
            return context.get_dummy_value()

        return signature, generate

    return correlate


correlate_1, correlate_2, correlate_3, correlate_4, correlate_5, correlate_6 = map(_correlate, range(1, ROWS + 1))
