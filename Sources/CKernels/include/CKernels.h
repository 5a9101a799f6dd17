/// The inner loops that decide how fast a million answers are summed. They are in C because Swift
/// compiles for the oldest processor only: here each exists twice, and the newer one is taken where
/// the processor has it (AVX2). Both give the same numbers.
///
/// Columns are whole steps, one an answer; no two columns of a call overlap.
#ifndef C_KERNELS_H
#define C_KERNELS_H

#include <stdint.h>

/// Adds Σ first·other of pairs of columns to `sums`, in the order of the pairs.
/// - columns: one after the other, each `stride` numbers behind the one before.
/// - pairs: of each first column its place, how many others it has, and their places.
/// - firsts: how many first columns there are.
/// - count: of rows; a sum of their products must fit 32 bits.
void kernels_add_products(
    const int16_t *columns, intptr_t stride, const int32_t *pairs, intptr_t firsts, intptr_t count,
    int64_t *sums);

/// The same of sixteen parts at once: every sixteenth row is of the same part.
/// - count: of rows, a multiple of sixteen; a sum of all their products must fit 32 bits.
/// - most: of so many rows of a part a sum of products fits 16 bits.
/// - sums: sixteen of each pair, those of a pair beside each other.
void kernels_add_dealt_products(
    const int16_t *columns, intptr_t stride, const int32_t *pairs, intptr_t firsts, intptr_t count,
    intptr_t most, int64_t *sums);

/// `out[i] = table[codes[i]]`.
/// - size: of the table; each code is below it.
void kernels_look_up(
    const uint8_t *codes, const int16_t *table, intptr_t size, int16_t *out, intptr_t count);

/// The same of bytes.
void kernels_look_up_bytes(
    const uint8_t *codes, const uint8_t *table, intptr_t size, uint8_t *out, intptr_t count);

/// How often each byte `table[codes[i]] + others[i]` occurs, or each of `others` where there are no codes.
/// - width: bytes of a code, one or two; zero where there are none.
/// - size: of the table; each code is below it.
/// - rows: all ones where a row counts, else zero; NULL where all do. Where it is given, what counts
///   is below 255, and what is found for 255 says nothing.
void kernels_count(
    const void *codes, int width, const uint8_t *table, intptr_t size, const uint8_t *others,
    const uint8_t *rows, intptr_t count, int32_t sums[256]);

/// `groups[i] = groups[i] * size + range`, where a range is one and as many as the edges that a number
/// reaches, and zero where it is none.
void kernels_ranges(
    const double *numbers, const double *edges, intptr_t edge_count, int32_t size, int32_t *groups,
    intptr_t count);

/// By group: rows, those that have a number, and of these the sum and the sum of squares of its
/// distance from the group's shift.
/// - folds: how often each group's sums are kept, one row after the other into another of them; a power
///   of two. No sum then waits for the row before.
/// - sums: four for each fold of each group.
void kernels_sum_groups(
    const double *numbers, const int32_t *groups, const double *shifts, intptr_t folds, double *sums,
    intptr_t count);

/// Adds the sum of numbers and that of their squares to `sums`.
/// - rows: one where a row counts, else zero; the numbers of those that do not are not looked at.
void kernels_sum_counted(
    const double *numbers, const int16_t *rows, intptr_t count, double *sums);

/// Adds the weighted number and the weight of each row; a weight below zero makes both no number.
void kernels_add_weighted(
    const double *weights, const double *numbers, double *sums, double *weight_sums, intptr_t count);

/// `out[i] = shift + step * (upper[i] - lower[i])`.
void kernels_part_gaps(
    const int16_t *upper, const int16_t *lower, double shift, double step, double *out, intptr_t count);

/// How many rows that count have `numbers[i] - others[i] < limit`; the difference must fit 16 bits.
/// - rows: one where a row counts, else zero.
int32_t kernels_count_below(
    const int16_t *numbers, const int16_t *others, int16_t limit, const int16_t *rows, intptr_t count);

/// Sets a row to zero where its value is the one that stands for none.
void kernels_keep(int16_t *rows, const int16_t *values, int16_t missing, intptr_t count);

/// Makes what is missing, and what lies in rows that do not count, zero, and marks in `gaps` the rows
/// that count and lack a value.
/// - rows: one where a row counts, else zero.
/// Returns how many were marked.
int32_t kernels_part(
    int16_t *values, const int16_t *rows, int16_t missing, int16_t *gaps, intptr_t count);

/// Which ratings are poor and which excellent, as what `rows` has there, and both in one number:
/// poor + excellent << shift, and poor + excellent << 2·shift.
void kernels_contrast(
    const int16_t *ratings, const int16_t *rows, int16_t poor, int16_t excellent, int shift,
    int16_t *low, int16_t *high, int16_t *once, int16_t *twice, intptr_t count);

/// One step of each journey, at most 181 in size: its sum and number of steps so far, its strongest
/// (the latest of equals) and its last.
void kernels_journey(
    const int16_t *step, int16_t missing, int16_t *sums, int16_t *peaks, int16_t *ends,
    int16_t *steps, intptr_t count);

/// Σ weight·number of every column of a table, for each of several sets of weights.
/// - numbers: of sixteen columns row after row, then of the next sixteen.
/// - columns: a multiple of sixteen.
/// - weights: one a row, set after set.
/// - sums: one a column, set after set.
void kernels_weigh(
    const double *numbers, intptr_t rows, intptr_t columns, const double *weights, intptr_t sets,
    double *sums);

/// aᵀ b of square matrices of the same size, a multiple of eight.
/// - symmetric: whether the result is; then only its upper half is computed.
void kernels_multiply(
    const double *a, const double *b, double *result, intptr_t size, int symmetric);

/// R² of all models of p drivers in four correlations side by side, summed up: a node of the tree of
/// subsets adds one driver later than its own.
/// - rows: of each driver its correlations with itself, the later ones and the outcome, four numbers
///   each, `room` in all; behind them is room for p times as many.
/// - member, other: by the size of a subset, what its R² counts for its members and for all.
/// - shares: what each driver is a member of, four numbers each; zero before.
/// - everyone: what counts for all, four numbers.
void kernels_shapley(
    void *rows, intptr_t p, intptr_t room, const double *member, const double *other, void *shares,
    void *everyone);

#endif
