#include "Kernels.h"

typedef double four __attribute__((vector_size(32), aligned(8)));
typedef int64_t four_masks __attribute__((vector_size(32), aligned(8)));

TWICE void kernels_ranges(
    const double *restrict numbers, const double *restrict edges, intptr_t edge_count, int32_t size,
    int32_t *restrict groups, intptr_t count)
{
    for (intptr_t row = 0; row < count; row += 4) {
        intptr_t some = count - row < 4 ? count - row : 4;
        four own = {0, 0, 0, 0};
        if (some == 4) {
            own = *(const four *)(numbers + row);
        } else {
            for (intptr_t place = 0; place < some; place++) own[place] = numbers[row + place];
        }
        /* A comparison gives minus one where it holds; what is no number is beyond no edge. */
        four_masks ranges = own == own;
        for (intptr_t edge = 0; edge < edge_count; edge++) ranges += own >= edges[edge];
        for (intptr_t place = 0; place < some; place++) {
            groups[row + place] = groups[row + place] * size - (int32_t)ranges[place];
        }
    }
}

void kernels_sum_groups(
    const double *restrict numbers, const int32_t *restrict groups, const double *restrict shifts,
    intptr_t folds, double *restrict sums, intptr_t count)
{
    for (intptr_t row = 0; row < count; row++) {
        intptr_t group = groups[row];
        double distance = numbers[row] - shifts[group];
        double is_there = distance == distance ? 1 : 0;
        /* Multiplied, what is no number would stay none. */
        distance = is_there != 0 ? distance : 0;
        double *own = sums + 4 * (folds * group + (row & (folds - 1)));
        own[0] += 1;
        own[1] += is_there;
        own[2] += distance;
        own[3] += distance * distance;
    }
}

TWICE void kernels_sum_counted(
    const double *restrict numbers, const int16_t *restrict rows, intptr_t count,
    double *restrict sums)
{
    four sum[2] = {{0}}, squares[2] = {{0}};
    intptr_t row = 0;
    for (; row + 8 <= count; row += 8) {
        for (int i = 0; i < 2; i++) {
            const int16_t *counts = rows + row + 4 * i;
            four_masks mask = {-counts[0], -counts[1], -counts[2], -counts[3]};
            four own = (four)((four_masks) * (const four *)(numbers + row + 4 * i) & mask);
            sum[i] += own;
            squares[i] += own * own;
        }
    }
    sum[0] += sum[1];
    squares[0] += squares[1];
    for (; row < count; row++) {
        double own = rows[row] ? numbers[row] : 0;
        sum[0][0] += own;
        squares[0][0] += own * own;
    }
    sums[0] += sum[0][0] + sum[0][1] + sum[0][2] + sum[0][3];
    sums[1] += squares[0][0] + squares[0][1] + squares[0][2] + squares[0][3];
}

TWICE void kernels_add_weighted(
    const double *restrict weights, const double *restrict numbers, double *restrict sums,
    double *restrict weight_sums, intptr_t count)
{
    EIGHT_AND_MORE
    for (intptr_t row = 0; row < count; row++) {
        double weight = weights[row] >= 0 ? weights[row] : __builtin_nan("");
        sums[row] += weight * numbers[row];
        weight_sums[row] += weight;
    }
}

TWICE void kernels_part_gaps(
    const int16_t *restrict upper, const int16_t *restrict lower, double shift, double step,
    double *restrict out, intptr_t count)
{
    EIGHT_AND_MORE
    for (intptr_t row = 0; row < count; row++) {
        out[row] = shift + step * (double)((int32_t)upper[row] - lower[row]);
    }
}

TWICE void kernels_weigh(
    const double *restrict numbers, intptr_t rows, intptr_t columns,
    const double *restrict weights, intptr_t sets, double *restrict sums)
{
    /* What is read of sixteen columns stays near for all sets. */
    for (intptr_t column = 0; column < columns; column += 16) {
        for (intptr_t set = 0; set < sets; set++) {
            const four *own = (const four *)(numbers + column * rows);
            four a = {0, 0, 0, 0}, b = a, c = a, d = a;
            for (intptr_t row = 0; row < rows; row++) {
                double weight = weights[set * rows + row];
                a += weight * own[0];
                b += weight * own[1];
                c += weight * own[2];
                d += weight * own[3];
                own += 4;
            }
            four *out = (four *)(sums + set * columns + column);
            out[0] = a;
            out[1] = b;
            out[2] = c;
            out[3] = d;
        }
    }
}

/// Four rows of a product at eight columns.
TWICE static void multiply_block(
    const double *restrict a, const double *restrict b, double *restrict result, intptr_t size)
{
    four low[4] = {{0}}, high[4] = {{0}};
    for (intptr_t k = 0; k < size; k++) {
        const double *left = a + k * size;
        const four *right = (const four *)(b + k * size);
        for (int i = 0; i < 4; i++) {
            low[i] += left[i] * right[0];
            high[i] += left[i] * right[1];
        }
    }
    for (int i = 0; i < 4; i++) {
        four *out = (four *)(result + i * size);
        out[0] = low[i];
        out[1] = high[i];
    }
}

void kernels_multiply(
    const double *a, const double *b, double *result, intptr_t size, int symmetric)
{
    for (intptr_t i = 0; i < size; i += 4) {
        for (intptr_t j = symmetric ? i & ~(intptr_t)7 : 0; j < size; j += 8) {
            multiply_block(a + i, b + j, result + i * size + j, size);
        }
    }
    if (!symmetric) return;
    for (intptr_t i = 1; i < size; i++) {
        for (intptr_t j = 0; j < i; j++) result[i * size + j] = result[j * size + i];
    }
}

typedef struct {
    intptr_t p, room;
    const double *member, *other;
    four *shares;
} walk;

/// Nought where a driver says nothing that those before it do not say.
#define INVERSE(pivot) ((four)((four_masks)(1 / (pivot)) & ((pivot) > 1e-12)))

/// Adds what the subset with the last driver counts for its members and for all.
/// - size: of the subset without it, whose R² is `r2`.
/// - m: what the driver has left, and the outcome with it.
static inline __attribute__((always_inline)) void add_last(
    const walk *tree, intptr_t size, const four *r2, const four m[2], four sums[2])
{
    four full = *r2 + m[1] * m[1] * INVERSE(m[0]);
    four inside = tree->member[size + 1] * full;
    tree->shares[tree->p - 1] += inside;
    sums[0] += inside;
    sums[1] += tree->other[size + 1] * full;
}

/// The same of the subsets with one of the last two or both: straight on, for they are three of four.
static inline __attribute__((always_inline)) void add_last_two(
    const walk *tree, intptr_t size, const four *r2, const four m[5], four sums[2])
{
    four inverse = INVERSE(m[0]);
    four reached = *r2 + m[2] * m[2] * inverse;
    four own[2] = {tree->member[size + 1] * reached, tree->other[size + 1] * reached};
    four rest[2] = {m[3] - m[1] * m[1] * inverse, m[4] - m[1] * m[2] * inverse};
    add_last(tree, size + 1, &reached, rest, own);
    tree->shares[tree->p - 2] += own[0];
    sums[0] += own[0];
    sums[1] += own[1];
    add_last(tree, size, r2, m + 3, sums);
}

static inline __attribute__((always_inline)) void add_last_three(
    const walk *tree, intptr_t size, const four *r2, const four m[9], four sums[2])
{
    four inverse = INVERSE(m[0]);
    four reached = *r2 + m[3] * m[3] * inverse;
    four own[2] = {tree->member[size + 1] * reached, tree->other[size + 1] * reached};
    four once = m[1] * inverse, twice = m[2] * inverse;
    four rest[5] = {
        m[4] - once * m[1], m[5] - once * m[2], m[6] - once * m[3],
        m[7] - twice * m[2], m[8] - twice * m[3],
    };
    add_last_two(tree, size + 1, &reached, rest, own);
    tree->shares[tree->p - 3] += own[0];
    sums[0] += own[0];
    sums[1] += own[1];
    add_last_two(tree, size, r2, m + 4, sums);
}

/// Sums over the subtree of a node, its own subset left out.
/// - rows: of what is left of the r later drivers, at least three. A row holds its pivot, the later
///   drivers and the outcome.
/// - sums: for members, and for all.
TWICE static void visit(
    const walk *tree, four *rows, intptr_t r, intptr_t size, const four *r2, four sums[2])
{
    four found[2] = {{0}};
    four *pivots = rows, *next = rows + tree->room;
    intptr_t grown = size + 1;
    for (; r > 3; r--) {
        intptr_t left = r - 1;
        four inverse = INVERSE(pivots[0]);
        four outcome = pivots[r];
        four reached = *r2 + outcome * outcome * inverse;
        four own[2] = {tree->member[grown] * reached, tree->other[grown] * reached};
        /* What remains of the later drivers once this one is known. */
        four *source = pivots + r + 1, *target = next;
        for (intptr_t j = 1; j <= left; j++) {
            four factor = pivots[j] * inverse;
            intptr_t width = left - j + 2;
            for (intptr_t l = 0; l < width; l++) {
                target[l] = source[l] - factor * pivots[j + l];
            }
            source += width;
            target += width;
        }
        four deeper[2] = {{0}};
        if (left == 3) {
            add_last_three(tree, grown, &reached, next, deeper);
        } else {
            visit(tree, next, left, grown, &reached, deeper);
        }
        own[0] += deeper[0];
        own[1] += deeper[1];
        tree->shares[tree->p - r] += own[0];
        found[0] += own[0];
        found[1] += own[1];
        pivots += r + 1;
    }
    add_last_three(tree, size, r2, pivots, found);
    sums[0] = found[0];
    sums[1] = found[1];
}

void kernels_shapley(
    void *rows, intptr_t p, intptr_t room, const double *member, const double *other, void *shares,
    void *everyone)
{
    walk tree = {p, room, member, other, shares};
    four nothing = {0, 0, 0, 0}, sums[2] = {{0}};
    switch (p) {
    case 0: break;
    case 1: add_last(&tree, 0, &nothing, rows, sums); break;
    case 2: add_last_two(&tree, 0, &nothing, rows, sums); break;
    default: visit(&tree, rows, p, 0, &nothing, sums);
    }
    *(four *)everyone = sums[1];
}
