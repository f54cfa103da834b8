/*
`Int`: a tagged scalar of 32 bits (two's complement) if the number fits, else a GMP integer. The form is canonical, as
for Nat. Sums, products and quotients of two 32-bit numbers are computed in 64 bits, where they cannot overflow.
*/
#pragma once
#include <lean/nat.h>

#define LEAN_MAX_SMALL_INT INT_MAX
#define LEAN_MIN_SMALL_INT INT_MIN

LEAN_EXPORT lean_object * lean_int_big_neg(lean_object * a);
LEAN_EXPORT lean_object * lean_int_big_add(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_int_big_sub(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_int_big_mul(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_int_big_div(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_int_big_div_exact(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_int_big_mod(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_int_big_ediv(lean_object * a1, lean_object * a2);
LEAN_EXPORT lean_object * lean_int_big_emod(lean_object * a1, lean_object * a2);
LEAN_EXPORT bool lean_int_big_eq(lean_object * a1, lean_object * a2);
LEAN_EXPORT bool lean_int_big_le(lean_object * a1, lean_object * a2);
LEAN_EXPORT bool lean_int_big_lt(lean_object * a1, lean_object * a2);
LEAN_EXPORT bool lean_int_big_nonneg(lean_object * a);

LEAN_EXPORT lean_object * lean_cstr_to_int(char const * n);
LEAN_EXPORT lean_object * lean_big_int_to_int(int n);
LEAN_EXPORT lean_object * lean_big_size_t_to_int(size_t n);
LEAN_EXPORT lean_object * lean_big_int64_to_int(int64_t n);
/* Consumes. */
LEAN_EXPORT lean_obj_res lean_big_int_to_nat(lean_obj_arg a);

static inline lean_obj_res lean_int_to_int(int n) { return lean_box((unsigned)n); }

static inline lean_obj_res lean_int64_to_int(int64_t n) {
    bool small = LEAN_MIN_SMALL_INT <= n && n <= LEAN_MAX_SMALL_INT;
    return LEAN_LIKELY(small) ? lean_int_to_int((int)n) : lean_big_int64_to_int(n);
}

static inline int lean_scalar_to_int(b_lean_obj_arg a) { return (int)(unsigned)lean_unbox(a); }
static inline int64_t lean_scalar_to_int64(b_lean_obj_arg a) { return lean_scalar_to_int(a); }

/* Conversions consume. A big Nat is the same object as a big Int; a Nat that is a tagged scalar may be a big Int. */
static inline lean_obj_res lean_nat_to_int(lean_obj_arg a) {
    if (!lean_is_scalar(a) || lean_unbox(a) <= (size_t)LEAN_MAX_SMALL_INT) return a;
    return lean_big_size_t_to_int(lean_unbox(a));
}

/* `a` is not negative. */
static inline lean_obj_res lean_int_to_nat(lean_obj_arg a) { return lean_is_scalar(a) ? a : lean_big_int_to_nat(a); }

static inline lean_obj_res lean_int_neg(b_lean_obj_arg a) {
    return LEAN_LIKELY(lean_is_scalar(a)) ? lean_int64_to_int(-lean_scalar_to_int64(a)) : lean_int_big_neg(a);
}

/* Int.negSucc: consumes `a`, gives -(a + 1). */
static inline lean_obj_res lean_int_neg_succ_of_nat(lean_obj_arg a) {
    lean_object * successor = lean_nat_to_int(lean_nat_succ(a));
    lean_dec(a);
    lean_object * negated = lean_int_neg(successor);
    lean_dec(successor);
    return negated;
}

/* Arithmetic on two tagged scalars, else calls `lean_int_big_name`. In the expression, `x` and `y` are the two
   numbers. */
#define LEAN_INT_BINARY(name, small)                                                                   \
    static inline lean_obj_res lean_int_##name(b_lean_obj_arg a1, b_lean_obj_arg a2) {                 \
        if (LEAN_UNLIKELY(!(lean_is_scalar(a1) && lean_is_scalar(a2)))) return lean_int_big_##name(a1, a2); \
        int64_t x = lean_scalar_to_int64(a1), y = lean_scalar_to_int64(a2);                            \
        return lean_int64_to_int(small);                                                               \
    }

/* Euclidean division: the remainder is never negative. */
static inline int64_t lean_int64_euclid_rem(int64_t x, int64_t y) {
    int64_t r = x % y;
    return r >= 0 ? r : y > 0 ? r + y : r - y;
}

LEAN_INT_BINARY(add, x + y)
LEAN_INT_BINARY(sub, x - y)
LEAN_INT_BINARY(mul, x * y)
LEAN_INT_BINARY(div, y == 0 ? 0 : x / y)
LEAN_INT_BINARY(div_exact, y == 0 ? 0 : x / y)
LEAN_INT_BINARY(mod, y == 0 ? x : x % y)
LEAN_INT_BINARY(ediv, y == 0 ? 0 : (x - lean_int64_euclid_rem(x, y)) / y)
LEAN_INT_BINARY(emod, y == 0 ? x : lean_int64_euclid_rem(x, y))
#undef LEAN_INT_BINARY

#define LEAN_INT_COMPARE(name, op)                                                                     \
    static inline bool lean_int_##name(b_lean_obj_arg a1, b_lean_obj_arg a2) {                         \
        if (LEAN_UNLIKELY(!(lean_is_scalar(a1) && lean_is_scalar(a2)))) return lean_int_big_##name(a1, a2); \
        return lean_scalar_to_int(a1) op lean_scalar_to_int(a2);                                       \
    }                                                                                                  \
    static inline uint8_t lean_int_dec_##name(b_lean_obj_arg a1, b_lean_obj_arg a2) { return lean_int_##name(a1, a2); }

LEAN_INT_COMPARE(eq, ==)
LEAN_INT_COMPARE(le, <=)
LEAN_INT_COMPARE(lt, <)
#undef LEAN_INT_COMPARE

static inline bool lean_int_ne(b_lean_obj_arg a1, b_lean_obj_arg a2) { return !lean_int_eq(a1, a2); }

static inline uint8_t lean_int_dec_nonneg(b_lean_obj_arg a) {
    return LEAN_LIKELY(lean_is_scalar(a)) ? lean_scalar_to_int(a) >= 0 : lean_int_big_nonneg(a);
}

/* Int.natAbs: borrows. */
static inline lean_obj_res lean_nat_abs(b_lean_obj_arg i) {
    if (!lean_int_dec_nonneg(i)) return lean_int_to_nat(lean_int_neg(i));
    lean_inc(i);
    return lean_int_to_nat(i);
}
