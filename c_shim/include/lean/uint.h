/* `Bool`, `UInt8` to `UInt64` and `USize`: arithmetic modulo 2^N; x / 0 = 0, x % 0 = x; shifts modulo N. */
#pragma once
#include <lean/int.h>

/* Products are computed in 64 bits, because `uint16_t * uint16_t` would overflow `int`. */
#define LEAN_UINT(name, T, bits)                                                                       \
    LEAN_EXPORT T lean_##name##_of_big_nat(b_lean_obj_arg a);                                          \
    static inline T lean_##name##_of_nat(b_lean_obj_arg a) {                                           \
        return lean_is_scalar(a) ? (T)lean_unbox(a) : lean_##name##_of_big_nat(a);                     \
    }                                                                                                  \
    static inline T lean_##name##_of_nat_mk(lean_obj_arg a) { /* the constructor; consumes */          \
        T r = lean_##name##_of_nat(a);                                                                 \
        lean_dec(a);                                                                                   \
        return r;                                                                                      \
    }                                                                                                  \
    static inline T lean_##name##_add(T a, T b) { return (T)(a + b); }                                 \
    static inline T lean_##name##_sub(T a, T b) { return (T)(a - b); }                                 \
    static inline T lean_##name##_mul(T a, T b) { return (T)((uint64_t)a * (uint64_t)b); }             \
    static inline T lean_##name##_div(T a, T b) { return b == 0 ? 0 : (T)(a / b); }                    \
    static inline T lean_##name##_mod(T a, T b) { return b == 0 ? a : (T)(a % b); }                    \
    static inline T lean_##name##_neg(T a) { return (T)(0 - a); }                                      \
    static inline T lean_##name##_land(T a, T b) { return a & b; }                                     \
    static inline T lean_##name##_lor(T a, T b) { return a | b; }                                      \
    static inline T lean_##name##_xor(T a, T b) { return a ^ b; }                                      \
    static inline T lean_##name##_complement(T a) { return (T)~a; }                                    \
    static inline T lean_##name##_shift_left(T a, T b) { return (T)((uint64_t)a << (b % bits)); }      \
    static inline T lean_##name##_shift_right(T a, T b) { return (T)(a >> (b % bits)); }               \
    static inline T lean_##name##_log2(T a) { return a == 0 ? 0 : (T)(63 - __builtin_clzll(a)); }      \
    static inline uint8_t lean_##name##_dec_eq(T a, T b) { return a == b; }                            \
    static inline uint8_t lean_##name##_dec_lt(T a, T b) { return a < b; }                             \
    static inline uint8_t lean_##name##_dec_le(T a, T b) { return a <= b; }

LEAN_UINT(uint8, uint8_t, 8)
LEAN_UINT(uint16, uint16_t, 16)
LEAN_UINT(uint32, uint32_t, 32)
LEAN_UINT(uint64, uint64_t, 64)
LEAN_UINT(usize, size_t, 64)
#undef LEAN_UINT

/* The two wider ones are in nat.h. */
static inline lean_obj_res lean_uint8_to_nat(uint8_t a) { return lean_box(a); }
static inline lean_obj_res lean_uint16_to_nat(uint16_t a) { return lean_box(a); }
static inline lean_obj_res lean_uint32_to_nat(uint32_t a) { return lean_box(a); }

#define LEAN_CAST(from, From, to, To) static inline To lean_##from##_to_##to(From a) { return (To)a; }

LEAN_CAST(uint8, uint8_t, uint16, uint16_t)
LEAN_CAST(uint8, uint8_t, uint32, uint32_t)
LEAN_CAST(uint8, uint8_t, uint64, uint64_t)
LEAN_CAST(uint8, uint8_t, usize, size_t)
LEAN_CAST(uint16, uint16_t, uint8, uint8_t)
LEAN_CAST(uint16, uint16_t, uint32, uint32_t)
LEAN_CAST(uint16, uint16_t, uint64, uint64_t)
LEAN_CAST(uint16, uint16_t, usize, size_t)
LEAN_CAST(uint32, uint32_t, uint8, uint8_t)
LEAN_CAST(uint32, uint32_t, uint16, uint16_t)
LEAN_CAST(uint32, uint32_t, uint64, uint64_t)
LEAN_CAST(uint32, uint32_t, usize, size_t)
LEAN_CAST(uint64, uint64_t, uint8, uint8_t)
LEAN_CAST(uint64, uint64_t, uint16, uint16_t)
LEAN_CAST(uint64, uint64_t, uint32, uint32_t)
LEAN_CAST(uint64, uint64_t, usize, size_t)
LEAN_CAST(usize, size_t, uint8, uint8_t)
LEAN_CAST(usize, size_t, uint16, uint16_t)
LEAN_CAST(usize, size_t, uint32, uint32_t)
LEAN_CAST(usize, size_t, uint64, uint64_t)

/* Bool: 0 or 1. */
LEAN_CAST(bool, uint8_t, uint8, uint8_t)
LEAN_CAST(bool, uint8_t, uint16, uint16_t)
LEAN_CAST(bool, uint8_t, uint32, uint32_t)
LEAN_CAST(bool, uint8_t, uint64, uint64_t)
LEAN_CAST(bool, uint8_t, usize, size_t)
LEAN_CAST(bool, uint8_t, int8, uint8_t)
LEAN_CAST(bool, uint8_t, int16, uint16_t)
LEAN_CAST(bool, uint8_t, int32, uint32_t)
LEAN_CAST(bool, uint8_t, int64, uint64_t)
LEAN_CAST(bool, uint8_t, isize, size_t)
#undef LEAN_CAST

static inline uint8_t lean_strict_or(uint8_t b1, uint8_t b2) { return b1 || b2; }
static inline uint8_t lean_strict_and(uint8_t b1, uint8_t b2) { return b1 && b2; }

LEAN_EXPORT uint64_t lean_uint64_mix_hash(uint64_t h, uint64_t k);
