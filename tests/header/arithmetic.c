/*
Holds the arithmetic of c_shim/include/lean equal to Lean's own. libleanshared exports for each primitive a boxed twin
(`l_UInt8_add___boxed`), compiled from the official lean.h: both are asked for every pair of a set of values.
*/
#include <lean/lean.h>
#include <stdio.h>
#include <string.h>

static unsigned long comparisons, differences;

static void compare(char const * function, unsigned long long a, unsigned long long b, unsigned long long ours, unsigned long long official) {
    comparisons++;
    if (ours == official) return;
    if (differences++ < 20) printf("%s(%#llx, %#llx): ours %#llx, Lean's %#llx\n", function, a, b, ours, official);
}

/* The values: everything near a boundary of some width. */
#define VALUES 57
static uint64_t values[VALUES];

static void make_values(void) {
    unsigned n = 0;
    static int const widths[] = {0, 3, 7, 8, 15, 16, 31, 32, 53, 62, 63};
    for (unsigned i = 0; i < sizeof widths / sizeof *widths; i++)
        for (int d = -2; d <= 2; d++) values[n++] = (UINT64_C(1) << widths[i]) + (uint64_t)(int64_t)d;
    values[n++] = 0x8000000080000000;
    values[n++] = 0xdeadbeefcafebabe;
}

#define box_u8 lean_box
#define box_u16 lean_box
#define box_u32 lean_box
#define box_u64 lean_box_uint64
#define box_size lean_box_usize

/* Unboxing consumes. */
static uint8_t take_u8(lean_object * o) { return (uint8_t)lean_unbox(o); }
static uint16_t take_u16(lean_object * o) { return (uint16_t)lean_unbox(o); }
static uint32_t take_u32(lean_object * o) { return (uint32_t)lean_unbox(o); }
static uint64_t take_u64(lean_object * o) { uint64_t v = lean_unbox_uint64(o); lean_dec(o); return v; }
static size_t take_size(lean_object * o) { size_t v = lean_unbox_usize(o); lean_dec(o); return v; }

#define BINARY(Lean, official, name, function, T, kind, result)                                         \
    extern lean_object * l_##Lean##_##official##___boxed(lean_object *, lean_object *);                  \
    static void check_##name##_##function(void) {                                                        \
        for (int i = 0; i < VALUES; i++) for (int j = 0; j < VALUES; j++) {                              \
            T a = (T)values[i], b = (T)values[j];                                                        \
            compare(#name "_" #function, a, b, lean_##name##_##function(a, b),                           \
                    take_##result(l_##Lean##_##official##___boxed(box_##kind(a), box_##kind(b))));       \
        }                                                                                                \
    }
#define UNARY(Lean, official, name, function, T, kind, result)                                           \
    extern lean_object * l_##Lean##_##official##___boxed(lean_object *);                                 \
    static void check_##name##_##function(void) {                                                        \
        for (int i = 0; i < VALUES; i++) {                                                               \
            T a = (T)values[i];                                                                          \
            compare(#name "_" #function, a, 0, (unsigned long long)lean_##name##_##function(a),          \
                    take_##result(l_##Lean##_##official##___boxed(box_##kind(a))));                      \
        }                                                                                                \
    }

/* What all fixed-width integers have. */
#define WORDS(Lean, name, T, kind)                                                                       \
    BINARY(Lean, add, name, add, T, kind, kind)                                                          \
    BINARY(Lean, sub, name, sub, T, kind, kind)                                                          \
    BINARY(Lean, mul, name, mul, T, kind, kind)                                                          \
    BINARY(Lean, div, name, div, T, kind, kind)                                                          \
    BINARY(Lean, mod, name, mod, T, kind, kind)                                                          \
    BINARY(Lean, land, name, land, T, kind, kind)                                                        \
    BINARY(Lean, lor, name, lor, T, kind, kind)                                                          \
    BINARY(Lean, xor, name, xor, T, kind, kind)                                                          \
    BINARY(Lean, shiftLeft, name, shift_left, T, kind, kind)                                             \
    BINARY(Lean, shiftRight, name, shift_right, T, kind, kind)                                           \
    BINARY(Lean, decEq, name, dec_eq, T, kind, u8)                                                       \
    BINARY(Lean, decLt, name, dec_lt, T, kind, u8)                                                       \
    BINARY(Lean, decLe, name, dec_le, T, kind, u8)                                                       \
    UNARY(Lean, neg, name, neg, T, kind, kind)                                                           \
    UNARY(Lean, complement, name, complement, T, kind, kind)                                             \
    static void check_words_##name(void) {                                                               \
        check_##name##_add(); check_##name##_sub(); check_##name##_mul(); check_##name##_div();          \
        check_##name##_mod(); check_##name##_land(); check_##name##_lor(); check_##name##_xor();         \
        check_##name##_shift_left(); check_##name##_shift_right(); check_##name##_dec_eq();              \
        check_##name##_dec_lt(); check_##name##_dec_le(); check_##name##_neg(); check_##name##_complement(); \
    }

WORDS(UInt8, uint8, uint8_t, u8)
WORDS(UInt16, uint16, uint16_t, u16)
WORDS(UInt32, uint32, uint32_t, u32)
WORDS(UInt64, uint64, uint64_t, u64)
WORDS(USize, usize, size_t, size)
WORDS(Int8, int8, uint8_t, u8)
WORDS(Int16, int16, uint16_t, u16)
WORDS(Int32, int32, uint32_t, u32)
WORDS(Int64, int64, uint64_t, u64)
WORDS(ISize, isize, size_t, size)

UNARY(UInt8, log2, uint8, log2, uint8_t, u8, u8)
UNARY(UInt16, log2, uint16, log2, uint16_t, u16, u16)
UNARY(UInt32, log2, uint32, log2, uint32_t, u32, u32)
UNARY(UInt64, log2, uint64, log2, uint64_t, u64, u64)
UNARY(USize, log2, usize, log2, size_t, size, size)
UNARY(Int8, abs, int8, abs, uint8_t, u8, u8)
UNARY(Int16, abs, int16, abs, uint16_t, u16, u16)
UNARY(Int32, abs, int32, abs, uint32_t, u32, u32)
UNARY(Int64, abs, int64, abs, uint64_t, u64, u64)
UNARY(ISize, abs, isize, abs, size_t, size, size)

/* Between the widths. */
UNARY(UInt8, toUInt64, uint8, to_uint64, uint8_t, u8, u64)
UNARY(UInt16, toUInt8, uint16, to_uint8, uint16_t, u16, u8)
UNARY(UInt32, toUSize, uint32, to_usize, uint32_t, u32, size)
UNARY(UInt64, toUInt16, uint64, to_uint16, uint64_t, u64, u16)
UNARY(USize, toUInt32, usize, to_uint32, size_t, size, u32)
UNARY(Int8, toInt16, int8, to_int16, uint8_t, u8, u16)
UNARY(Int8, toInt64, int8, to_int64, uint8_t, u8, u64)
UNARY(Int16, toInt32, int16, to_int32, uint16_t, u16, u32)
UNARY(Int32, toISize, int32, to_isize, uint32_t, u32, size)
UNARY(Int32, toInt8, int32, to_int8, uint32_t, u32, u8)
UNARY(Int64, toInt32, int64, to_int32, uint64_t, u64, u32)
UNARY(ISize, toInt16, isize, to_int16, size_t, size, u16)

static void check_words(void) {
    check_words_uint8(); check_words_uint16(); check_words_uint32(); check_words_uint64(); check_words_usize();
    check_words_int8(); check_words_int16(); check_words_int32(); check_words_int64(); check_words_isize();
    check_uint8_log2(); check_uint16_log2(); check_uint32_log2(); check_uint64_log2(); check_usize_log2();
    check_int8_abs(); check_int16_abs(); check_int32_abs(); check_int64_abs(); check_isize_abs();
    check_uint8_to_uint64(); check_uint16_to_uint8(); check_uint32_to_usize(); check_uint64_to_uint16();
    check_usize_to_uint32(); check_int8_to_int16(); check_int8_to_int64(); check_int16_to_int32();
    check_int32_to_isize(); check_int32_to_int8(); check_int64_to_int32(); check_isize_to_int16();
}

/* Nat and Int: the representation must be equal too, not only the number. */
static unsigned long long digest(lean_object * o) {
    if (lean_is_scalar(o)) return (size_t)o;
    /* A GMP integer: header, allocated limbs, signed number of limbs, pointer to the limbs. */
    int32_t size = ((int32_t *)o)[3];
    uint64_t * limbs = ((uint64_t **)o)[2];
    unsigned long long mixed = (unsigned long long)(int64_t)size * 2;
    for (int i = 0; i < (size < 0 ? -size : size); i++) mixed = (mixed * 31 + limbs[i]) & ~1ULL;
    return mixed ^ 2;
}

static unsigned long long take_number(lean_object * o) {
    unsigned long long d = digest(o);
    lean_dec(o);
    return d;
}
static unsigned long long take_bool(lean_object * o) { return lean_unbox(o); }
#define lean_take_number(x) take_number(x)
#define lean_take_bool(x) (x)

static lean_object * nat_value(uint64_t v) { return lean_uint64_to_nat(v); }
static lean_object * int_value(uint64_t v) { return lean_int64_to_int((int64_t)v); }

#define NUMBER2(Lean, official, type, function, result)                                                  \
    extern lean_object * l_##Lean##_##official##___boxed(lean_object *, lean_object *);                  \
    static void check_##function(void) {                                                                 \
        for (int i = 0; i < VALUES; i++) for (int j = 0; j < VALUES; j++) {                              \
            lean_object * a = type##_value(values[i]), * b = type##_value(values[j]);                    \
            unsigned long long ours = lean_take_##result(lean_##function(a, b));                         \
            compare(#function, values[i], values[j], ours, take_##result(l_##Lean##_##official##___boxed(a, b))); \
        }                                                                                                \
    }
#define NUMBER1(Lean, official, type, function, result)                                                  \
    extern lean_object * l_##Lean##_##official##___boxed(lean_object *);                                 \
    static void check_##function(void) {                                                                 \
        for (int i = 0; i < VALUES; i++) {                                                               \
            lean_object * a = type##_value(values[i]);                                                   \
            unsigned long long ours = lean_take_##result(lean_##function(a));                            \
            compare(#function, values[i], 0, ours, take_##result(l_##Lean##_##official##___boxed(a)));   \
        }                                                                                                \
    }

NUMBER2(Nat, add, nat, nat_add, number)
NUMBER2(Nat, sub, nat, nat_sub, number)
NUMBER2(Nat, mul, nat, nat_mul, number)
NUMBER2(Nat, div, nat, nat_div, number)
NUMBER2(Nat, mod, nat, nat_mod, number)
NUMBER2(Nat, land, nat, nat_land, number)
NUMBER2(Nat, lor, nat, nat_lor, number)
NUMBER2(Nat, xor, nat, nat_lxor, number)
NUMBER2(Nat, shiftRight, nat, nat_shiftr, number)
NUMBER2(Nat, decEq, nat, nat_dec_eq, bool)
NUMBER2(Nat, decLe, nat, nat_dec_le, bool)
NUMBER2(Nat, decLt, nat, nat_dec_lt, bool)
NUMBER1(Nat, pred, nat, nat_pred, number)
NUMBER2(Int, add, int, int_add, number)
NUMBER2(Int, sub, int, int_sub, number)
NUMBER2(Int, mul, int, int_mul, number)
NUMBER2(Int, tdiv, int, int_div, number)
NUMBER2(Int, tmod, int, int_mod, number)
NUMBER2(Int, ediv, int, int_ediv, number)
NUMBER2(Int, emod, int, int_emod, number)
NUMBER2(Int, decEq, int, int_dec_eq, bool)
NUMBER2(Int, decLe, int, int_dec_le, bool)
NUMBER2(Int, decLt, int, int_dec_lt, bool)
NUMBER1(Int, neg, int, int_neg, number)
NUMBER1(Int, natAbs, int, nat_abs, number)
NUMBER1(Int, decNonneg, int, int_dec_nonneg, bool)

/* Conversions between the numbers, and to and from machine words. */
extern lean_object * l_Int_negSucc___boxed(lean_object *);
extern lean_object * l_Int_ofNat___boxed(lean_object *);
#define FROM_NUMBER(Lean, name, kind)                                                                    \
    extern lean_object * l_##Lean##_ofNat___boxed(lean_object *);                                        \
    static void check_##name##_of_nat(void) {                                                            \
        for (int i = 0; i < VALUES; i++) {                                                               \
            lean_object * a = nat_value(values[i]);                                                      \
            unsigned long long ours = lean_##name##_of_nat(a);                                           \
            compare(#name "_of_nat", values[i], 0, ours, take_##kind(l_##Lean##_ofNat___boxed(a)));      \
        }                                                                                                \
    }
#define FROM_INT(Lean, name, kind, to_int)                                                               \
    extern lean_object * l_##Lean##_ofInt___boxed(lean_object *);                                        \
    extern lean_object * l_##Lean##_toInt___boxed(lean_object *);                                        \
    static void check_##name##_of_int(void) {                                                            \
        for (int i = 0; i < VALUES; i++) {                                                               \
            lean_object * a = int_value(values[i]);                                                      \
            unsigned long long ours = lean_##name##_of_int(a);                                           \
            compare(#name "_of_int", values[i], 0, ours, take_##kind(l_##Lean##_ofInt___boxed(a)));      \
            compare(#to_int, ours, 0, take_number(to_int(ours)),                                         \
                    take_number(l_##Lean##_toInt___boxed(box_##kind(ours))));                            \
        }                                                                                                \
    }
FROM_NUMBER(UInt8, uint8, u8)
FROM_NUMBER(UInt16, uint16, u16)
FROM_NUMBER(UInt32, uint32, u32)
FROM_NUMBER(UInt64, uint64, u64)
FROM_NUMBER(USize, usize, size)
FROM_NUMBER(Int8, int8, u8)
FROM_NUMBER(Int16, int16, u16)
FROM_NUMBER(Int32, int32, u32)
FROM_NUMBER(Int64, int64, u64)
FROM_NUMBER(ISize, isize, size)
FROM_INT(Int8, int8, u8, lean_int8_to_int)
FROM_INT(Int16, int16, u16, lean_int16_to_int)
FROM_INT(Int32, int32, u32, lean_int32_to_int)
FROM_INT(Int64, int64, u64, lean_int64_to_int_sint)
FROM_INT(ISize, isize, size, lean_isize_to_int)

static void check_numbers(void) {
    check_nat_add(); check_nat_sub(); check_nat_mul(); check_nat_div(); check_nat_mod(); check_nat_land(); check_nat_lor();
    check_nat_lxor(); check_nat_shiftr(); check_nat_dec_eq(); check_nat_dec_le(); check_nat_dec_lt(); check_nat_pred();
    check_int_add(); check_int_sub(); check_int_mul(); check_int_div(); check_int_mod(); check_int_ediv(); check_int_emod();
    check_int_dec_eq(); check_int_dec_le(); check_int_dec_lt(); check_int_neg(); check_nat_abs(); check_int_dec_nonneg();
    for (int i = 0; i < VALUES; i++) {
        compare("int_neg_succ_of_nat", values[i], 0, take_number(lean_int_neg_succ_of_nat(nat_value(values[i]))),
                take_number(l_Int_negSucc___boxed(nat_value(values[i]))));
        compare("nat_to_int", values[i], 0, take_number(lean_nat_to_int(nat_value(values[i]))),
                take_number(l_Int_ofNat___boxed(nat_value(values[i]))));
    }
    check_uint8_of_nat(); check_uint16_of_nat(); check_uint32_of_nat(); check_uint64_of_nat(); check_usize_of_nat();
    check_int8_of_nat(); check_int16_of_nat(); check_int32_of_nat(); check_int64_of_nat(); check_isize_of_nat();
    check_int8_of_int(); check_int16_of_int(); check_int32_of_int(); check_int64_of_int(); check_isize_of_int();
}

/* Float and Float32: around every power of two that bounds an integer type, with fractions, infinities, zeros and NaN. */
#define REALS 128
static double reals[REALS];
static unsigned real_count;

static void make_reals(void) {
    static int const widths[] = {0, 7, 8, 15, 16, 31, 32, 63, 64};
    for (unsigned i = 0; i < sizeof widths / sizeof *widths; i++) {
        double power = __builtin_ldexp(1, widths[i]);
        double const around[] = {power - 1.5, power - 1, power - 0.5, power, power + 0.5, power + 1};
        for (int j = 0; j < 6; j++) {
            reals[real_count++] = around[j];
            reals[real_count++] = -around[j];
        }
    }
    reals[real_count++] = 0.0;
    reals[real_count++] = -0.0;
    reals[real_count++] = __builtin_inf();
    reals[real_count++] = -__builtin_inf();
    reals[real_count++] = __builtin_nan("");
    reals[real_count++] = 5e-324;
    reals[real_count++] = 1.7976931348623157e308;
}

static uint64_t bits_float(double v) { uint64_t b; memcpy(&b, &v, sizeof b); return v != v ? 0x7ff8000000000000 : b; }
static uint64_t bits_float32(float v) { uint32_t b; memcpy(&b, &v, sizeof b); return v != v ? 0x7fc00000 : b; }
static double take_float(lean_object * o) { double v = lean_unbox_float(o); lean_dec(o); return v; }
static float take_float32(lean_object * o) { float v = lean_unbox_float32(o); lean_dec(o); return v; }

#define REAL_TO(Lean, name, F, official, to, kind)                                                       \
    {                                                                                                    \
        extern lean_object * l_##Lean##_##official##___boxed(lean_object *);                             \
        for (unsigned i = 0; i < real_count; i++) {                                                      \
            F a = (F)reals[i];                                                                           \
            compare(#name "_" #to, bits_float(a), 0, lean_##name##_##to(a),                              \
                    take_##kind(l_##Lean##_##official##___boxed(lean_box_##name(a))));                   \
        }                                                                                                \
    }
#define REAL_FROM(Lean, from, T, kind, Real, name)                                                       \
    {                                                                                                    \
        extern lean_object * l_##Lean##_to##Real##___boxed(lean_object *);                               \
        for (int i = 0; i < VALUES; i++) {                                                               \
            T a = (T)values[i];                                                                          \
            compare(#from "_to_" #name, a, 0, bits_##name(lean_##from##_to_##name(a)),                   \
                    bits_##name(take_##name(l_##Lean##_to##Real##___boxed(box_##kind(a)))));             \
        }                                                                                                \
    }
#define REAL_BINARY(Lean, name, F, official, function, ours, theirs)                                     \
    {                                                                                                    \
        extern lean_object * l_##Lean##_##official##___boxed(lean_object *, lean_object *);              \
        for (unsigned i = 0; i < real_count; i++) for (unsigned j = 0; j < real_count; j++) {            \
            F a = (F)reals[i], b = (F)reals[j];                                                          \
            compare(#name "_" #function, bits_float(a), bits_float(b), ours(lean_##name##_##function(a, b)), \
                    theirs(l_##Lean##_##official##___boxed(lean_box_##name(a), lean_box_##name(b))));    \
        }                                                                                                \
    }
#define same(x) (x)
#define official_float(o) bits_float(take_float(o))
#define official_float32(o) bits_float32(take_float32(o))
#define REAL(Lean, name, F)                                                                              \
    static void check_##name(void) {                                                                     \
        REAL_TO(Lean, name, F, toUInt8, to_uint8, u8)                                                    \
        REAL_TO(Lean, name, F, toUInt16, to_uint16, u16)                                                 \
        REAL_TO(Lean, name, F, toUInt32, to_uint32, u32)                                                 \
        REAL_TO(Lean, name, F, toUInt64, to_uint64, u64)                                                 \
        REAL_TO(Lean, name, F, toUSize, to_usize, size)                                                  \
        REAL_TO(Lean, name, F, toInt8, to_int8, u8)                                                      \
        REAL_TO(Lean, name, F, toInt16, to_int16, u16)                                                   \
        REAL_TO(Lean, name, F, toInt32, to_int32, u32)                                                   \
        REAL_TO(Lean, name, F, toInt64, to_int64, u64)                                                   \
        REAL_TO(Lean, name, F, toISize, to_isize, size)                                                  \
        REAL_FROM(UInt8, uint8, uint8_t, u8, Lean, name)                                                 \
        REAL_FROM(UInt16, uint16, uint16_t, u16, Lean, name)                                             \
        REAL_FROM(UInt32, uint32, uint32_t, u32, Lean, name)                                             \
        REAL_FROM(UInt64, uint64, uint64_t, u64, Lean, name)                                             \
        REAL_FROM(USize, usize, size_t, size, Lean, name)                                                \
        REAL_FROM(Int8, int8, uint8_t, u8, Lean, name)                                                   \
        REAL_FROM(Int16, int16, uint16_t, u16, Lean, name)                                               \
        REAL_FROM(Int32, int32, uint32_t, u32, Lean, name)                                               \
        REAL_FROM(Int64, int64, uint64_t, u64, Lean, name)                                               \
        REAL_FROM(ISize, isize, size_t, size, Lean, name)                                                \
        REAL_BINARY(Lean, name, F, add, add, bits_##name, official_##name)                               \
        REAL_BINARY(Lean, name, F, sub, sub, bits_##name, official_##name)                               \
        REAL_BINARY(Lean, name, F, mul, mul, bits_##name, official_##name)                               \
        REAL_BINARY(Lean, name, F, div, div, bits_##name, official_##name)                               \
        REAL_BINARY(Lean, name, F, beq, beq, same, take_u8)                                              \
        REAL_BINARY(Lean, name, F, decLe, decLe, same, take_u8)                                          \
        REAL_BINARY(Lean, name, F, decLt, decLt, same, take_u8)                                          \
    }
REAL(Float, float, double)
REAL(Float32, float32, float)

/* Called by tests/header.rs; returns the number of differences. */
unsigned long check_arithmetic(unsigned long * compared) {
    make_values();
    make_reals();
    check_words();
    check_numbers();
    check_float();
    check_float32();
    fflush(stdout);
    *compared = comparisons;
    return differences;
}
