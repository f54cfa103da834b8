/*
`Float` and `Float32`: IEEE 754 double and single. Conversion to an integer truncates and saturates; NaN gives 0.
The mathematical functions are those of the C library; generated code declares them itself.
*/
#pragma once
#include <lean/object.h>

/* `limit` is 2^N, the smallest number that is too large. The comparison with 0 is false for NaN. */
#define LEAN_FLOAT_TO_UINT(name, F, to, T, limit, max)                                                 \
    static inline T lean_##name##_to_##to(F a) { return 0 <= a ? (a < limit ? (T)a : max) : 0; }

/* `limit` is 2^(N-1). */
#define LEAN_FLOAT_TO_SINT(name, F, to, U, S, limit, min, max)                                         \
    static inline U lean_##name##_to_##to(F a) {                                                       \
        return a != a ? 0 : a >= limit ? (U)max : a <= -limit ? (U)min : (U)(S)a;                      \
    }

#define LEAN_FLOAT(name, F, Bits)                                                                      \
    LEAN_EXPORT lean_obj_res lean_##name##_to_string(F a);                                             \
    LEAN_EXPORT F lean_##name##_scaleb(F a, b_lean_obj_arg b);                                         \
    LEAN_EXPORT uint8_t lean_##name##_isnan(F a);                                                      \
    LEAN_EXPORT uint8_t lean_##name##_isfinite(F a);                                                   \
    LEAN_EXPORT uint8_t lean_##name##_isinf(F a);                                                      \
    LEAN_EXPORT lean_obj_res lean_##name##_frexp(F a);                                                 \
    LEAN_EXPORT F lean_##name##_of_bits(Bits u);                                                       \
    LEAN_EXPORT Bits lean_##name##_to_bits(F a);                                                       \
    static inline F lean_##name##_add(F a, F b) { return a + b; }                                      \
    static inline F lean_##name##_sub(F a, F b) { return a - b; }                                      \
    static inline F lean_##name##_mul(F a, F b) { return a * b; }                                      \
    static inline F lean_##name##_div(F a, F b) { return a / b; }                                      \
    static inline F lean_##name##_negate(F a) { return -a; }                                           \
    static inline uint8_t lean_##name##_beq(F a, F b) { return a == b; }                               \
    static inline uint8_t lean_##name##_decLe(F a, F b) { return a <= b; }                             \
    static inline uint8_t lean_##name##_decLt(F a, F b) { return a < b; }                              \
    static inline F lean_uint8_to_##name(uint8_t a) { return (F)a; }                                   \
    static inline F lean_uint16_to_##name(uint16_t a) { return (F)a; }                                 \
    static inline F lean_uint32_to_##name(uint32_t a) { return (F)a; }                                 \
    static inline F lean_uint64_to_##name(uint64_t a) { return (F)a; }                                 \
    static inline F lean_usize_to_##name(size_t a) { return (F)a; }                                    \
    static inline F lean_int8_to_##name(uint8_t a) { return (F)(int8_t)a; }                            \
    static inline F lean_int16_to_##name(uint16_t a) { return (F)(int16_t)a; }                         \
    static inline F lean_int32_to_##name(uint32_t a) { return (F)(int32_t)a; }                         \
    static inline F lean_int64_to_##name(uint64_t a) { return (F)(int64_t)a; }                         \
    static inline F lean_isize_to_##name(size_t a) { return (F)(ptrdiff_t)a; }                         \
    LEAN_FLOAT_TO_UINT(name, F, uint8, uint8_t, 0x1p8, UINT8_MAX)                                      \
    LEAN_FLOAT_TO_UINT(name, F, uint16, uint16_t, 0x1p16, UINT16_MAX)                                  \
    LEAN_FLOAT_TO_UINT(name, F, uint32, uint32_t, 0x1p32, UINT32_MAX)                                  \
    LEAN_FLOAT_TO_UINT(name, F, uint64, uint64_t, 0x1p64, UINT64_MAX)                                  \
    LEAN_FLOAT_TO_UINT(name, F, usize, size_t, 0x1p64, SIZE_MAX)                                       \
    LEAN_FLOAT_TO_SINT(name, F, int8, uint8_t, int8_t, 0x1p7, INT8_MIN, INT8_MAX)                      \
    LEAN_FLOAT_TO_SINT(name, F, int16, uint16_t, int16_t, 0x1p15, INT16_MIN, INT16_MAX)                \
    LEAN_FLOAT_TO_SINT(name, F, int32, uint32_t, int32_t, 0x1p31, INT32_MIN, INT32_MAX)                \
    LEAN_FLOAT_TO_SINT(name, F, int64, uint64_t, int64_t, 0x1p63, INT64_MIN, INT64_MAX)                \
    LEAN_FLOAT_TO_SINT(name, F, isize, size_t, ptrdiff_t, 0x1p63, PTRDIFF_MIN, PTRDIFF_MAX)

LEAN_FLOAT(float, double, uint64_t)
LEAN_FLOAT(float32, float, uint32_t)
#undef LEAN_FLOAT
#undef LEAN_FLOAT_TO_UINT
#undef LEAN_FLOAT_TO_SINT

static inline float lean_float_to_float32(double a) { return (float)a; }
static inline double lean_float32_to_float(float a) { return a; }
