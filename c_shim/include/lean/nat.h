/*
`Nat`: a tagged scalar below 2^63, else a GMP integer. The form is canonical: a small number is never a GMP integer.
The `_big_` functions need at least one argument that is a GMP integer. All borrow their arguments.
*/
#pragma once
#include <lean/object.h>

#define LEAN_MAX_SMALL_NAT (SIZE_MAX >> 1)

LEAN_EXPORT lean_object * lean_nat_big_succ(lean_object * a);
LEAN_EXPORT lean_object * lean_nat_big_add(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_sub(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_mul(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_div(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_div_exact(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_mod(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_land(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_lor(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_xor(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_nat_big_shiftr(lean_object * a1, lean_object * a2);
LEAN_EXPORT bool lean_nat_big_eq(lean_object * a1, lean_object * a2);
LEAN_EXPORT bool lean_nat_big_le(lean_object * a1, lean_object * a2);
LEAN_EXPORT bool lean_nat_big_lt(lean_object * a1, lean_object * a2);
/* The product of two machine words, if it does not fit a tagged scalar. */
LEAN_EXPORT lean_object * lean_nat_overflow_mul(size_t a1, size_t a2);

/* These take any Nat. */
LEAN_EXPORT lean_obj_res lean_nat_shiftl(b_lean_obj_arg a1, b_lean_obj_arg a2);
LEAN_EXPORT lean_obj_res lean_nat_pow(b_lean_obj_arg a1, b_lean_obj_arg a2);
LEAN_EXPORT lean_obj_res lean_nat_powmod(b_lean_obj_arg b, b_lean_obj_arg e, b_lean_obj_arg m);
LEAN_EXPORT lean_obj_res lean_nat_gcd(b_lean_obj_arg a1, b_lean_obj_arg a2);
LEAN_EXPORT lean_obj_res lean_nat_log2(b_lean_obj_arg a);
/* A machine word, not a Nat. */
LEAN_EXPORT size_t lean_nat_size_in_bytes(b_lean_obj_arg a);

/* From decimal digits, which are not checked. */
LEAN_EXPORT lean_obj_res lean_cstr_to_nat(char const * n);
LEAN_EXPORT lean_obj_res lean_big_usize_to_nat(size_t n);
LEAN_EXPORT lean_obj_res lean_big_uint64_to_nat(uint64_t n);

static inline lean_obj_res lean_usize_to_nat(size_t n) {
    return LEAN_LIKELY(n <= LEAN_MAX_SMALL_NAT) ? lean_box(n) : lean_big_usize_to_nat(n);
}

static inline lean_obj_res lean_uint64_to_nat(uint64_t n) {
    return LEAN_LIKELY(n <= LEAN_MAX_SMALL_NAT) ? lean_box(n) : lean_big_uint64_to_nat(n);
}

static inline lean_obj_res lean_unsigned_to_nat(unsigned n) { return lean_usize_to_nat(n); }

/* Arithmetic on two tagged scalars, else calls `big`. In the expression, `x` and `y` are the two numbers. */
#define LEAN_NAT_BINARY(name, big, small)                                                              \
    static inline lean_obj_res lean_nat_##name(b_lean_obj_arg a1, b_lean_obj_arg a2) {                 \
        if (LEAN_UNLIKELY(!(lean_is_scalar(a1) && lean_is_scalar(a2)))) return big(a1, a2);            \
        size_t x = lean_unbox(a1), y = lean_unbox(a2);                                                 \
        return small;                                                                                  \
    }

/* The sum of two 63-bit numbers cannot overflow a word. */
LEAN_NAT_BINARY(add, lean_nat_big_add, lean_usize_to_nat(x + y))
LEAN_NAT_BINARY(sub, lean_nat_big_sub, lean_box(x < y ? 0 : x - y))
LEAN_NAT_BINARY(div, lean_nat_big_div, lean_box(y == 0 ? 0 : x / y))
LEAN_NAT_BINARY(div_exact, lean_nat_big_div_exact, lean_box(y == 0 ? 0 : x / y))
LEAN_NAT_BINARY(mod, lean_nat_big_mod, lean_box(y == 0 ? x : x % y))
LEAN_NAT_BINARY(land, lean_nat_big_land, lean_box(x & y))
LEAN_NAT_BINARY(lor, lean_nat_big_lor, lean_box(x | y))
LEAN_NAT_BINARY(lxor, lean_nat_big_xor, lean_box(x ^ y))
LEAN_NAT_BINARY(shiftr, lean_nat_big_shiftr, lean_box(y < 64 ? x >> y : 0))
#undef LEAN_NAT_BINARY

static inline lean_obj_res lean_nat_mul(b_lean_obj_arg a1, b_lean_obj_arg a2) {
    if (LEAN_UNLIKELY(!(lean_is_scalar(a1) && lean_is_scalar(a2)))) return lean_nat_big_mul(a1, a2);
    size_t x = lean_unbox(a1), y = lean_unbox(a2), product;
    bool overflow = __builtin_mul_overflow(x, y, &product);
    if (LEAN_UNLIKELY(overflow || product > LEAN_MAX_SMALL_NAT)) return lean_nat_overflow_mul(x, y);
    return lean_box(product);
}

static inline lean_obj_res lean_nat_succ(b_lean_obj_arg a) {
    return LEAN_LIKELY(lean_is_scalar(a)) ? lean_usize_to_nat(lean_unbox(a) + 1) : lean_nat_big_succ(a);
}

static inline lean_obj_res lean_nat_pred(b_lean_obj_arg n) { return lean_nat_sub(n, lean_box(1)); }

#define LEAN_NAT_COMPARE(name, op)                                                                     \
    static inline bool lean_nat_##name(b_lean_obj_arg a1, b_lean_obj_arg a2) {                         \
        if (LEAN_UNLIKELY(!(lean_is_scalar(a1) && lean_is_scalar(a2)))) return lean_nat_big_##name(a1, a2); \
        return lean_unbox(a1) op lean_unbox(a2);                                                       \
    }                                                                                                  \
    static inline uint8_t lean_nat_dec_##name(b_lean_obj_arg a1, b_lean_obj_arg a2) { return lean_nat_##name(a1, a2); }

LEAN_NAT_COMPARE(eq, ==)
LEAN_NAT_COMPARE(le, <=)
LEAN_NAT_COMPARE(lt, <)
#undef LEAN_NAT_COMPARE

static inline bool lean_nat_ne(b_lean_obj_arg a1, b_lean_obj_arg a2) { return !lean_nat_eq(a1, a2); }
