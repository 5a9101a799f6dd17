#ifndef KERNELS_H
#define KERNELS_H

#include "CKernels.h"

/// Without it the compiler takes some loops for too small to do many rows at once.
#define EIGHT_AND_MORE _Pragma("clang loop vectorize(enable) interleave(enable)")

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>
#define TWICE __attribute__((target_clones("avx2", "default")))
#else
#define TWICE
#endif

#endif
