/*
`Int8` to `Int64` and `ISize`: two's complement, carried in the unsigned type of their width.
Arithmetic wraps: MIN / -1 = MIN; x / 0 = 0, x % 0 = x; the remainder has the dividend's sign; shifts are modulo N.
*/
#pragma once
#include <lean/int.h>

/* Operations that may overflow are done on unsigned numbers. Division by -1 is separate, because MIN / -1 traps. */
#define LEAN_SINT(name, U, S, bits)                                                                    \
    LEAN_EXPORT S lean_##name##_of_big_int(b_lean_obj_arg a);                                          \
    static inline U lean_##name##_of_int(b_lean_obj_arg a) {                                           \
        return lean_is_scalar(a) ? (U)lean_scalar_to_int64(a) : (U)lean_##name##_of_big_int(a);        \
    }                                                                                                  \
    static inline U lean_##name##_of_nat(b_lean_obj_arg a) {                                           \
        return lean_is_scalar(a) ? (U)lean_unbox(a) : (U)lean_##name##_of_big_int(a);                  \
    }                                                                                                  \
    static inline U lean_##name##_neg(U a) { return (U)(0 - a); }                                      \
    static inline U lean_##name##_abs(U a) { return (S)a < 0 ? (U)(0 - a) : a; }                       \
    static inline U lean_##name##_add(U a, U b) { return (U)(a + b); }                                 \
    static inline U lean_##name##_sub(U a, U b) { return (U)(a - b); }                                 \
    static inline U lean_##name##_mul(U a, U b) { return (U)((uint64_t)a * (uint64_t)b); }             \
    static inline U lean_##name##_div(U a, U b) {                                                      \
        return b == 0 ? 0 : (S)b == -1 ? (U)(0 - a) : (U)((S)a / (S)b);                                \
    }                                                                                                  \
    static inline U lean_##name##_mod(U a, U b) {                                                      \
        return b == 0 ? a : (S)b == -1 ? 0 : (U)((S)a % (S)b);                                         \
    }                                                                                                  \
    static inline U lean_##name##_land(U a, U b) { return a & b; }                                     \
    static inline U lean_##name##_lor(U a, U b) { return a | b; }                                      \
    static inline U lean_##name##_xor(U a, U b) { return a ^ b; }                                      \
    static inline U lean_##name##_complement(U a) { return (U)~a; }                                    \
    static inline U lean_##name##_shift_left(U a, U b) { return (U)((uint64_t)a << (b % bits)); }      \
    static inline U lean_##name##_shift_right(U a, U b) { return (U)((S)a >> (b % bits)); }            \
    static inline uint8_t lean_##name##_dec_eq(U a, U b) { return a == b; }                            \
    static inline uint8_t lean_##name##_dec_lt(U a, U b) { return (S)a < (S)b; }                       \
    static inline uint8_t lean_##name##_dec_le(U a, U b) { return (S)a <= (S)b; }

LEAN_SINT(int8, uint8_t, int8_t, 8)
LEAN_SINT(int16, uint16_t, int16_t, 16)
LEAN_SINT(int32, uint32_t, int32_t, 32)
LEAN_SINT(int64, uint64_t, int64_t, 64)
LEAN_SINT(isize, size_t, ptrdiff_t, 64)
#undef LEAN_SINT

/* For Int64 the plain name belongs to the conversion of a C number, in int.h. */
static inline lean_obj_res lean_int8_to_int(uint8_t a) { return lean_int_to_int((int8_t)a); }
static inline lean_obj_res lean_int16_to_int(uint16_t a) { return lean_int_to_int((int16_t)a); }
static inline lean_obj_res lean_int32_to_int(uint32_t a) { return lean_int_to_int((int32_t)a); }
static inline lean_obj_res lean_int64_to_int_sint(uint64_t a) { return lean_int64_to_int((int64_t)a); }
static inline lean_obj_res lean_isize_to_int(size_t a) { return lean_int64_to_int((ptrdiff_t)a); }

/* Converts through the signed type of the source, so that widening extends the sign. */
#define LEAN_SINT_CAST(from, U, S, to, To) static inline To lean_##from##_to_##to(U a) { return (To)(S)a; }

LEAN_SINT_CAST(int8, uint8_t, int8_t, int16, uint16_t)
LEAN_SINT_CAST(int8, uint8_t, int8_t, int32, uint32_t)
LEAN_SINT_CAST(int8, uint8_t, int8_t, int64, uint64_t)
LEAN_SINT_CAST(int8, uint8_t, int8_t, isize, size_t)
LEAN_SINT_CAST(int16, uint16_t, int16_t, int8, uint8_t)
LEAN_SINT_CAST(int16, uint16_t, int16_t, int32, uint32_t)
LEAN_SINT_CAST(int16, uint16_t, int16_t, int64, uint64_t)
LEAN_SINT_CAST(int16, uint16_t, int16_t, isize, size_t)
LEAN_SINT_CAST(int32, uint32_t, int32_t, int8, uint8_t)
LEAN_SINT_CAST(int32, uint32_t, int32_t, int16, uint16_t)
LEAN_SINT_CAST(int32, uint32_t, int32_t, int64, uint64_t)
LEAN_SINT_CAST(int32, uint32_t, int32_t, isize, size_t)
LEAN_SINT_CAST(int64, uint64_t, int64_t, int8, uint8_t)
LEAN_SINT_CAST(int64, uint64_t, int64_t, int16, uint16_t)
LEAN_SINT_CAST(int64, uint64_t, int64_t, int32, uint32_t)
LEAN_SINT_CAST(int64, uint64_t, int64_t, isize, size_t)
LEAN_SINT_CAST(isize, size_t, ptrdiff_t, int8, uint8_t)
LEAN_SINT_CAST(isize, size_t, ptrdiff_t, int16, uint16_t)
LEAN_SINT_CAST(isize, size_t, ptrdiff_t, int32, uint32_t)
LEAN_SINT_CAST(isize, size_t, ptrdiff_t, int64, uint64_t)
#undef LEAN_SINT_CAST
