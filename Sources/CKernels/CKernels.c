#include "CKernels.h"

/// Without it the compiler takes some loops for too small to do many rows at once.
#define EIGHT_AND_MORE _Pragma("clang loop vectorize(enable) interleave(enable)")

/// All ones where it holds: choices are written without branches, or rows go one by one.
#define MASK(holds) ((int16_t) - (holds))

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>
#define TWICE __attribute__((target_clones("avx2", "default")))
#else
#define TWICE
#endif

TWICE void kernels_keep(
    int16_t *restrict rows, const int16_t *restrict values, int16_t missing, intptr_t count)
{
    EIGHT_AND_MORE
    for (intptr_t row = 0; row < count; row++) {
        rows[row] &= MASK(values[row] != missing);
    }
}

/// - count: few enough to be counted in sixteen bits.
TWICE static int16_t part_some(
    int16_t *restrict values, const int16_t *restrict rows, int16_t missing,
    int16_t *restrict gaps, intptr_t count)
{
    int16_t marked = 0;
    EIGHT_AND_MORE
    for (intptr_t row = 0; row < count; row++) {
        int16_t none = MASK(values[row] == missing);
        int16_t gap = none & rows[row];
        gaps[row] = gap;
        values[row] = ~none & (int16_t)(values[row] * rows[row]);
        marked += gap;
    }
    return marked;
}

int32_t kernels_part(
    int16_t *values, const int16_t *rows, int16_t missing, int16_t *gaps, intptr_t count)
{
    int32_t marked = 0;
    for (intptr_t start = 0; start < count; start += 16384) {
        intptr_t some = count - start < 16384 ? count - start : 16384;
        marked += part_some(values + start, rows + start, missing, gaps + start, some);
    }
    return marked;
}

TWICE void kernels_contrast(
    const int16_t *restrict ratings, const int16_t *restrict rows, int16_t poor,
    int16_t excellent, int shift, int16_t *restrict low, int16_t *restrict high,
    int16_t *restrict once, int16_t *restrict twice, intptr_t count)
{
    EIGHT_AND_MORE
    for (intptr_t row = 0; row < count; row++) {
        int16_t isLow = MASK(ratings[row] <= poor) & rows[row];
        int16_t isHigh = MASK(ratings[row] >= excellent) & rows[row];
        low[row] = isLow;
        high[row] = isHigh;
        once[row] = (int16_t)(isLow + isHigh * (int16_t)(1 << shift));
        twice[row] = (int16_t)(isLow + isHigh * (int16_t)(1 << (2 * shift)));
    }
}

TWICE void kernels_journey(
    const int16_t *restrict step, int16_t missing, int16_t *restrict sums,
    int16_t *restrict peaks, int16_t *restrict ends, int16_t *restrict steps, intptr_t count)
{
    EIGHT_AND_MORE
    for (intptr_t row = 0; row < count; row++) {
        int16_t none = MASK(step[row] == missing);
        /* Nought is no stronger than any, so a missing step needs no look of its own. */
        int16_t value = ~none & step[row];
        int16_t peak = peaks[row];
        /* Values are small, so that squares are sixteen bits, too. */
        int16_t stronger = MASK((int16_t)(value * value) >= (int16_t)(peak * peak));
        sums[row] += value;
        steps[row] += 1 + none;
        ends[row] = (none & ends[row]) | value;
        peaks[row] = (stronger & value) | (~stronger & peak);
    }
}

#if defined(__x86_64__) && defined(__linux__)

__attribute__((target("avx2"))) static int32_t sum_of_eight(__m256i all)
{
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(1, 0, 3, 2)));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(2, 3, 0, 1)));
    return _mm_cvtsi128_si32(half);
}

__attribute__((target("avx2"))) static __m256i sixteen(const int16_t *values)
{
    return _mm256_loadu_si256((const __m256i *)values);
}

/// Of whole sixteens of rows: a product and the sum of two neighbours are one instruction. What is
/// loaded of the first is used four times.
__attribute__((target("avx2"))) static kernels_four products_of_sixteens(
    const int16_t *first, const int16_t *a, const int16_t *b, const int16_t *c, const int16_t *d,
    intptr_t count)
{
    __m256i s = _mm256_setzero_si256(), t = s, u = s, v = s;
    for (intptr_t row = 0; row < count; row += 16) {
        __m256i own = sixteen(first + row);
        s = _mm256_add_epi32(s, _mm256_madd_epi16(own, sixteen(a + row)));
        t = _mm256_add_epi32(t, _mm256_madd_epi16(own, sixteen(b + row)));
        u = _mm256_add_epi32(u, _mm256_madd_epi16(own, sixteen(c + row)));
        v = _mm256_add_epi32(v, _mm256_madd_epi16(own, sixteen(d + row)));
    }
    return (kernels_four){sum_of_eight(s), sum_of_eight(t), sum_of_eight(u), sum_of_eight(v)};
}

__attribute__((target("avx2"))) static int32_t product_of_sixteens(
    const int16_t *first, const int16_t *other, intptr_t count)
{
    __m256i s = _mm256_setzero_si256();
    for (intptr_t row = 0; row < count; row += 16) {
        s = _mm256_add_epi32(s, _mm256_madd_epi16(sixteen(first + row), sixteen(other + row)));
    }
    return sum_of_eight(s);
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }

#endif

kernels_four kernels_products(
    const int16_t *first, const int16_t *a, const int16_t *b, const int16_t *c, const int16_t *d,
    intptr_t count)
{
    kernels_four sums = {0, 0, 0, 0};
    intptr_t start = 0;
#if defined(__x86_64__) && defined(__linux__)
    if (has_avx2()) {
        start = count & ~(intptr_t)15;
        sums = products_of_sixteens(first, a, b, c, d, start);
    }
#endif
    int32_t s = 0, t = 0, u = 0, v = 0;
    for (intptr_t row = start; row < count; row++) {
        int32_t value = first[row];
        s += value * a[row];
        t += value * b[row];
        u += value * c[row];
        v += value * d[row];
    }
    return (kernels_four){sums.a + s, sums.b + t, sums.c + u, sums.d + v};
}

int32_t kernels_product(const int16_t *first, const int16_t *other, intptr_t count)
{
    int32_t sum = 0;
    intptr_t start = 0;
#if defined(__x86_64__) && defined(__linux__)
    if (has_avx2()) {
        start = count & ~(intptr_t)15;
        sum = product_of_sixteens(first, other, start);
    }
#endif
    EIGHT_AND_MORE
    for (intptr_t row = start; row < count; row++) sum += (int32_t)first[row] * other[row];
    return sum;
}

#if defined(__x86_64__) && defined(__linux__)

/// A table of sixteen entries lies in two registers, the lower and the upper bytes of its numbers, and
/// sixteen codes are looked up by one instruction in each.
/// Returns how many rows were done: whole sixteens.
__attribute__((target("ssse3"))) static intptr_t look_up_sixteen(
    const uint8_t *codes, const int16_t *table, intptr_t size, int16_t *out, intptr_t count)
{
    uint8_t lower[16] = {0}, upper[16] = {0};
    for (intptr_t code = 0; code < size; code++) {
        lower[code] = (uint8_t)((uint16_t)table[code] & 0xFF);
        upper[code] = (uint8_t)((uint16_t)table[code] >> 8);
    }
    __m128i low = _mm_loadu_si128((const __m128i *)lower);
    __m128i high = _mm_loadu_si128((const __m128i *)upper);
    intptr_t row = 0;
    for (; row + 16 <= count; row += 16) {
        __m128i own = _mm_loadu_si128((const __m128i *)(codes + row));
        __m128i l = _mm_shuffle_epi8(low, own);
        __m128i h = _mm_shuffle_epi8(high, own);
        _mm_storeu_si128((__m128i *)(out + row), _mm_unpacklo_epi8(l, h));
        _mm_storeu_si128((__m128i *)(out + row + 8), _mm_unpackhi_epi8(l, h));
    }
    return row;
}

__attribute__((target("ssse3"))) static intptr_t look_up_sixteen_bytes(
    const uint8_t *codes, const uint8_t *table, intptr_t size, uint8_t *out, intptr_t count)
{
    uint8_t all[16] = {0};
    for (intptr_t code = 0; code < size; code++) all[code] = table[code];
    __m128i entries = _mm_loadu_si128((const __m128i *)all);
    intptr_t row = 0;
    for (; row + 16 <= count; row += 16) {
        __m128i own = _mm_loadu_si128((const __m128i *)(codes + row));
        _mm_storeu_si128((__m128i *)(out + row), _mm_shuffle_epi8(entries, own));
    }
    return row;
}

#endif

void kernels_look_up_bytes(
    const uint8_t *codes, const uint8_t *table, intptr_t size, uint8_t *out, intptr_t count)
{
    intptr_t row = 0;
#if defined(__x86_64__) && defined(__linux__)
    if (size <= 16 && __builtin_cpu_supports("ssse3")) {
        row = look_up_sixteen_bytes(codes, table, size, out, count);
    }
#endif
    for (; row < count; row++) out[row] = table[codes[row]];
}

void kernels_look_up(
    const uint8_t *codes, const int16_t *table, intptr_t size, int16_t *out, intptr_t count)
{
    intptr_t row = 0;
#if defined(__x86_64__) && defined(__linux__)
    if (size <= 16 && __builtin_cpu_supports("ssse3")) {
        row = look_up_sixteen(codes, table, size, out, count);
    }
#endif
    for (; row < count; row++) out[row] = table[codes[row]];
}

/// How often each byte occurs. Rows beside each other mostly hold one of a few values, and a counter
/// cannot be raised again before it was written: so there are four of each.
static void count_bytes(const uint8_t *bytes, intptr_t count, uint32_t counts[4][256])
{
    intptr_t row = 0;
    for (; row + 8 <= count; row += 8) {
        uint64_t eight;
        __builtin_memcpy(&eight, bytes + row, 8);
        counts[0][eight & 255]++;
        counts[1][eight >> 8 & 255]++;
        counts[2][eight >> 16 & 255]++;
        counts[3][eight >> 24 & 255]++;
        counts[0][eight >> 32 & 255]++;
        counts[1][eight >> 40 & 255]++;
        counts[2][eight >> 48 & 255]++;
        counts[3][eight >> 56]++;
    }
    for (; row < count; row++) counts[0][bytes[row]]++;
}

void kernels_count(
    const uint8_t *codes, const uint8_t *table, intptr_t size, const uint8_t *others,
    intptr_t count, int32_t sums[256])
{
    uint32_t counts[4][256] = {{0}};
    uint8_t cells[4096];
    for (intptr_t start = 0; start < count; start += 4096) {
        intptr_t some = count - start < 4096 ? count - start : 4096;
        const uint8_t *own = others + start;
        if (codes) {
            kernels_look_up_bytes(codes + start, table, size, cells, some);
            EIGHT_AND_MORE
            for (intptr_t row = 0; row < some; row++) cells[row] += own[row];
            own = cells;
        }
        count_bytes(own, some, counts);
    }
    for (int value = 0; value < 256; value++) {
        sums[value] = (int32_t)(
            counts[0][value] + counts[1][value] + counts[2][value] + counts[3][value]);
    }
}

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

/// Sums over the subtree of a node, its own subset left out.
/// - rows: of what is left of the r later drivers. A row holds its pivot, the later drivers and the
///   outcome.
/// - sums: for members, and for all.
TWICE static void visit(
    const walk *tree, four *rows, intptr_t r, intptr_t size, const four *r2, four sums[2])
{
    four members = {0, 0, 0, 0}, all = {0, 0, 0, 0};
    four *pivots = rows, *next = rows + tree->room;
    intptr_t grown = size + 1;
    for (intptr_t c = 0; c < r; c++) {
        intptr_t left = r - c - 1;
        four inverse = INVERSE(pivots[0]);
        four outcome = pivots[left + 1];
        four reached = *r2 + outcome * outcome * inverse;
        four own = tree->member[grown] * reached, others = tree->other[grown] * reached;
        if (left == 1) {
            /* One driver is left: its subset needs no matrix. */
            four cross = pivots[1];
            four rest = pivots[3] - cross * cross * inverse;
            four gap = pivots[4] - cross * outcome * inverse;
            four full = reached + gap * gap * INVERSE(rest);
            four inside = tree->member[grown + 1] * full;
            tree->shares[tree->p - 1] += inside;
            own += inside;
            others += tree->other[grown + 1] * full;
        } else if (left > 1) {
            /* What remains of the later drivers once this one is known. */
            four *source = pivots + left + 2, *target = next;
            for (intptr_t j = 1; j <= left; j++) {
                four factor = pivots[j] * inverse;
                intptr_t width = left - j + 2;
                for (intptr_t l = 0; l < width; l++) {
                    target[l] = source[l] - factor * pivots[j + l];
                }
                source += width;
                target += width;
            }
            four deeper[2];
            visit(tree, next, left, grown, &reached, deeper);
            own += deeper[0];
            others += deeper[1];
        }
        tree->shares[tree->p - r + c] += own;
        members += own;
        all += others;
        pivots += left + 2;
    }
    sums[0] = members;
    sums[1] = all;
}

void kernels_shapley(
    void *rows, intptr_t p, intptr_t room, const double *member, const double *other, void *shares,
    void *everyone)
{
    walk tree = {p, room, member, other, shares};
    four nothing = {0, 0, 0, 0}, sums[2];
    visit(&tree, rows, p, 0, &nothing, sums);
    *(four *)everyone = sums[1];
}
