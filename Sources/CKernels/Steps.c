#include "Kernels.h"

/// All ones where it holds: choices are written without branches, or rows go one by one.
#define MASK(holds) ((int16_t) - (holds))

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

/// - count: few enough to be counted in sixteen bits.
TWICE static int16_t count_below_some(
    const int16_t *restrict numbers, const int16_t *restrict others, int16_t limit,
    const int16_t *restrict rows, intptr_t count)
{
    int16_t found = 0;
    EIGHT_AND_MORE
    for (intptr_t row = 0; row < count; row++) {
        found += MASK((int16_t)(numbers[row] - others[row]) < limit) & rows[row];
    }
    return found;
}

int32_t kernels_count_below(
    const int16_t *numbers, const int16_t *others, int16_t limit, const int16_t *rows,
    intptr_t count)
{
    int32_t found = 0;
    for (intptr_t start = 0; start < count; start += 16384) {
        intptr_t some = count - start < 16384 ? count - start : 16384;
        found += count_below_some(numbers + start, others + start, limit, rows + start, some);
    }
    return found;
}

/// One column with each of four others, of which the first `pairs` count.
typedef void (*four_pairs)(
    const int16_t *first, const int16_t *const others[4], intptr_t count, intptr_t most,
    intptr_t pairs, int64_t *sums);

#if defined(__x86_64__) && defined(__linux__)

__attribute__((target("avx2"))) static __m256i sixteen(const int16_t *values)
{
    return _mm256_loadu_si256((const __m256i *)values);
}

/// Products of sixteen rows, two neighbours added up by the same instruction.
__attribute__((target("avx2"))) static __m256i and_sixteen(
    __m256i sum, __m256i own, const int16_t *other)
{
    return _mm256_add_epi32(sum, _mm256_madd_epi16(own, sixteen(other)));
}

/// What is loaded of the first is used four times.
__attribute__((target("avx2"))) static void add_four_sixteens(
    const int16_t *first, const int16_t *const others[4], intptr_t count, intptr_t most,
    intptr_t pairs, int64_t *sums)
{
    (void)most;
    __m256i s = _mm256_setzero_si256(), t = s, u = s, v = s;
    intptr_t row = 0;
    for (; row + 16 <= count; row += 16) {
        __m256i own = sixteen(first + row);
        s = and_sixteen(s, own, others[0] + row);
        t = and_sixteen(t, own, others[1] + row);
        u = and_sixteen(u, own, others[2] + row);
        v = and_sixteen(v, own, others[3] + row);
    }
    __m256i all = _mm256_hadd_epi32(_mm256_hadd_epi32(s, t), _mm256_hadd_epi32(u, v));
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
    int32_t found[4];
    _mm_storeu_si128((__m128i *)found, four);
    for (; row < count; row++) {
        for (int i = 0; i < 4; i++) found[i] += (int32_t)first[row] * others[i][row];
    }
    for (intptr_t i = 0; i < pairs; i++) sums[i] += found[i];
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }

#endif

static void add_four(
    const int16_t *first, const int16_t *const others[4], intptr_t count, intptr_t most,
    intptr_t pairs, int64_t *sums)
{
    (void)most;
    int32_t s = 0, t = 0, u = 0, v = 0;
    const int16_t *a = others[0], *b = others[1], *c = others[2], *d = others[3];
    EIGHT_AND_MORE
    for (intptr_t row = 0; row < count; row++) {
        int32_t value = first[row];
        s += value * a[row];
        t += value * b[row];
        u += value * c[row];
        v += value * d[row];
    }
    int32_t found[4] = {s, t, u, v};
    for (intptr_t i = 0; i < pairs; i++) sums[i] += found[i];
}

static void add_four_dealt(
    const int16_t *first, const int16_t *const others[4], intptr_t count, intptr_t most,
    intptr_t pairs, int64_t *sums)
{
    (void)most;
    for (intptr_t i = 0; i < pairs; i++) {
        int32_t found[16] = {0};
        for (intptr_t row = 0; row < count; row += 16) {
            for (int lane = 0; lane < 16; lane++) {
                found[lane] += (int32_t)first[row + lane] * others[i][row + lane];
            }
        }
        for (int lane = 0; lane < 16; lane++) sums[16 * i + lane] += found[lane];
    }
}

#if defined(__x86_64__) && defined(__linux__)

__attribute__((target("avx2"))) static __m256i and_each(
    __m256i sum, __m256i own, const int16_t *other)
{
    return _mm256_add_epi16(sum, _mm256_mullo_epi16(own, sixteen(other)));
}

__attribute__((target("avx2"))) static void widen(__m256i found, int64_t *sums)
{
    __m128i half[2] = {_mm256_castsi256_si128(found), _mm256_extracti128_si256(found, 1)};
    for (int i = 0; i < 2; i++) {
        __m256i *out = (__m256i *)(sums + 8 * i);
        __m256i low = _mm256_cvtepi16_epi64(half[i]);
        __m256i high = _mm256_cvtepi16_epi64(_mm_unpackhi_epi64(half[i], half[i]));
        _mm256_storeu_si256(out, _mm256_add_epi64(_mm256_loadu_si256(out), low));
        _mm256_storeu_si256(out + 1, _mm256_add_epi64(_mm256_loadu_si256(out + 1), high));
    }
}

/// Each row of sixteen has a sum of its own, so that nothing is added across.
__attribute__((target("avx2"))) static void add_four_dealt_sixteens(
    const int16_t *first, const int16_t *const others[4], intptr_t count, intptr_t most,
    intptr_t pairs, int64_t *sums)
{
    for (intptr_t start = 0; start < count; start += 16 * most) {
        intptr_t end = count - start < 16 * most ? count : start + 16 * most;
        __m256i s = _mm256_setzero_si256(), t = s, u = s, v = s;
        for (intptr_t row = start; row < end; row += 16) {
            __m256i own = sixteen(first + row);
            s = and_each(s, own, others[0] + row);
            t = and_each(t, own, others[1] + row);
            u = and_each(u, own, others[2] + row);
            v = and_each(v, own, others[3] + row);
        }
        __m256i found[4] = {s, t, u, v};
        for (intptr_t i = 0; i < pairs; i++) widen(found[i], sums + 16 * i);
    }
}

#endif

/// - each: how many sums a pair has.
static void add_pairs(
    four_pairs add, const int16_t *columns, intptr_t stride, const int32_t *pairs, intptr_t firsts,
    intptr_t count, intptr_t most, intptr_t each, int64_t *sums)
{
    for (; firsts > 0; firsts--) {
        const int16_t *first = columns + *pairs++ * stride;
        for (intptr_t left = *pairs++; left > 0; left -= 4) {
            intptr_t some = left < 4 ? left : 4;
            const int16_t *others[4];
            /* Where fewer are left, the last stands in for those that are not there. */
            for (int i = 0; i < 4; i++) {
                others[i] = columns + pairs[i < some ? i : some - 1] * stride;
            }
            add(first, others, count, most, some, sums);
            pairs += some;
            sums += each * some;
        }
    }
}

void kernels_add_products(
    const int16_t *columns, intptr_t stride, const int32_t *pairs, intptr_t firsts, intptr_t count,
    int64_t *sums)
{
    four_pairs add = add_four;
#if defined(__x86_64__) && defined(__linux__)
    if (has_avx2()) add = add_four_sixteens;
#endif
    add_pairs(add, columns, stride, pairs, firsts, count, count, 1, sums);
}

void kernels_add_dealt_products(
    const int16_t *columns, intptr_t stride, const int32_t *pairs, intptr_t firsts, intptr_t count,
    intptr_t most, int64_t *sums)
{
    four_pairs add = add_four_dealt;
#if defined(__x86_64__) && defined(__linux__)
    if (has_avx2()) add = add_four_dealt_sixteens;
#endif
    add_pairs(add, columns, stride, pairs, firsts, count, most, 16, sums);
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

/// What each row counts as: its look-up and its other byte, or 255 where it does not count.
TWICE static void put_cells(
    const void *codes, int width, const uint8_t *table, intptr_t size, const uint8_t *restrict others,
    const uint8_t *restrict rows, intptr_t count, uint8_t *restrict cells)
{
    if (width == 0) {
        __builtin_memcpy(cells, others, (size_t)count);
    } else if (width == 1) {
        kernels_look_up_bytes(codes, table, size, cells, count);
    } else {
        const uint16_t *wide = codes;
        for (intptr_t row = 0; row < count; row++) cells[row] = table[wide[row]];
    }
    if (width > 0) {
        EIGHT_AND_MORE
        for (intptr_t row = 0; row < count; row++) cells[row] += others[row];
    }
    if (rows) {
        EIGHT_AND_MORE
        for (intptr_t row = 0; row < count; row++) cells[row] |= (uint8_t)~rows[row];
    }
}

void kernels_count(
    const void *codes, int width, const uint8_t *table, intptr_t size, const uint8_t *others,
    const uint8_t *rows, intptr_t count, int32_t sums[256])
{
    uint32_t counts[4][256] = {{0}};
    uint8_t cells[4096];
    for (intptr_t start = 0; start < count; start += 4096) {
        intptr_t some = count - start < 4096 ? count - start : 4096;
        const uint8_t *own = others + start;
        if (width > 0 || rows) {
            const void *from = width > 0 ? (const uint8_t *)codes + width * start : codes;
            put_cells(
                from, width, table, size, own, rows ? rows + start : rows, some, cells);
            own = cells;
        }
        count_bytes(own, some, counts);
    }
    for (int value = 0; value < 256; value++) {
        sums[value] = (int32_t)(
            counts[0][value] + counts[1][value] + counts[2][value] + counts[3][value]);
    }
}
