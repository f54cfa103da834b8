/*
`String`: UTF-8 with a final NUL, which the size includes. A string may contain NUL.
Positions are byte offsets, as Nats. A position that is not a tagged scalar lies after the end.
*/
#pragma once
#include <lean/object.h>

typedef struct {
    lean_object m_header;
    size_t      m_size;     /* bytes, with the NUL */
    size_t      m_capacity; /* bytes */
    size_t      m_length;   /* characters */
    char        m_data[];
} lean_string_object;

static inline lean_string_object * lean_to_string(lean_object * o) {
    LEAN_ASSERT(lean_is_string(o));
    return (lean_string_object *)o;
}

static inline lean_obj_res lean_alloc_string(size_t size, size_t capacity, size_t len) {
    lean_object * o = lean_alloc_object(lean_usize_add_checked(sizeof(lean_string_object), capacity));
    lean_set_st_header(o, LeanString, 0);
    lean_string_object * s = (lean_string_object *)o;
    s->m_size = size;
    s->m_capacity = capacity;
    s->m_length = len;
    return o;
}

static inline char const * lean_string_cstr(b_lean_obj_arg o) { return lean_to_string(o)->m_data; }
static inline size_t lean_string_size(b_lean_obj_arg o) { return lean_to_string(o)->m_size; }
static inline size_t lean_string_len(b_lean_obj_arg o) { return lean_to_string(o)->m_length; }
static inline size_t lean_string_capacity(lean_object * o) { return lean_to_string(o)->m_capacity; }

/* Each copies its argument. `sz` is the number of bytes without the NUL. All but the `_unchecked` ones replace invalid
   UTF-8 with U+FFFD. */
LEAN_EXPORT lean_obj_res lean_mk_string(char const * s);
LEAN_EXPORT lean_obj_res lean_mk_string_from_bytes(char const * s, size_t sz);
LEAN_EXPORT lean_obj_res lean_mk_string_from_bytes_unchecked(char const * s, size_t sz);
LEAN_EXPORT lean_obj_res lean_mk_string_unchecked(char const * s, size_t sz, size_t len);
LEAN_EXPORT lean_obj_res lean_mk_ascii_string_unchecked(char const * s);
LEAN_EXPORT size_t lean_utf8_strlen(char const * str);
LEAN_EXPORT size_t lean_utf8_n_strlen(char const * str, size_t n);

LEAN_EXPORT lean_obj_res lean_copy_string(lean_obj_arg s, size_t cap);
LEAN_EXPORT lean_obj_res lean_copy_string_nonlinear(lean_obj_arg s, size_t cap);

static inline lean_obj_res lean_string_ensure_exclusive(lean_obj_arg s) {
    return lean_is_exclusive(s) ? s : lean_copy_string_nonlinear(s, lean_string_capacity(s));
}

LEAN_EXPORT lean_obj_res lean_string_mk(lean_obj_arg cs);
LEAN_EXPORT lean_obj_res lean_string_data(lean_obj_arg s);
LEAN_EXPORT lean_obj_res lean_string_push(lean_obj_arg s, uint32_t c);
LEAN_EXPORT lean_obj_res lean_string_append(lean_obj_arg s1, b_lean_obj_arg s2);
LEAN_EXPORT lean_obj_res lean_string_of_usize(size_t n);
static inline lean_obj_res lean_string_length(b_lean_obj_arg s) { return lean_box(lean_string_len(s)); }
static inline lean_obj_res lean_string_utf8_byte_size(b_lean_obj_arg s) { return lean_box(lean_string_size(s) - 1); }

/* The default Char. */
static inline uint32_t lean_char_default_value(void) { return 'A'; }

/* Iteration. The position given to a `_fast` function is inside the string. ASCII is handled here, the rest by the
   runtime. */
LEAN_EXPORT uint32_t lean_string_utf8_get(b_lean_obj_arg s, b_lean_obj_arg i);
LEAN_EXPORT lean_obj_res lean_string_utf8_next(b_lean_obj_arg s, b_lean_obj_arg i);
LEAN_EXPORT lean_obj_res lean_string_utf8_prev(b_lean_obj_arg s, b_lean_obj_arg i);
LEAN_EXPORT lean_obj_res lean_string_utf8_set(lean_obj_arg s, b_lean_obj_arg i, uint32_t c);
LEAN_EXPORT lean_obj_res lean_string_utf8_extract(b_lean_obj_arg s, b_lean_obj_arg b, b_lean_obj_arg e);
LEAN_EXPORT uint32_t lean_string_utf8_get_fast_cold(char const * str, size_t i, size_t size, unsigned char c);
LEAN_EXPORT lean_obj_res lean_string_utf8_next_fast_cold(size_t i, unsigned char c);

static inline uint8_t lean_string_uget_byte_fast(b_lean_obj_arg s, size_t i) { return (uint8_t)lean_string_cstr(s)[i]; }

static inline uint8_t lean_string_get_byte_fast(b_lean_obj_arg s, b_lean_obj_arg i) {
    return lean_string_uget_byte_fast(s, lean_unbox(i));
}

static inline uint32_t lean_string_utf8_get_fast(b_lean_obj_arg s, b_lean_obj_arg i) {
    unsigned char byte = lean_string_get_byte_fast(s, i);
    if (byte < 0x80) return byte;
    return lean_string_utf8_get_fast_cold(lean_string_cstr(s), lean_unbox(i), lean_string_size(s), byte);
}

static inline lean_obj_res lean_string_utf8_next_fast(b_lean_obj_arg s, b_lean_obj_arg i) {
    unsigned char byte = lean_string_get_byte_fast(s, i);
    return byte < 0x80 ? lean_box(lean_unbox(i) + 1) : lean_string_utf8_next_fast_cold(lean_unbox(i), byte);
}

static inline uint8_t lean_string_utf8_at_end(b_lean_obj_arg s, b_lean_obj_arg i) {
    return !lean_is_scalar(i) || lean_unbox(i) >= lean_string_size(s) - 1;
}

/* Comparison and hashing. */
LEAN_EXPORT bool lean_string_eq_cold(b_lean_obj_arg s1, b_lean_obj_arg s2);
LEAN_EXPORT bool lean_string_lt(b_lean_obj_arg s1, b_lean_obj_arg s2);
LEAN_EXPORT uint8_t lean_string_compare(b_lean_obj_arg s1, b_lean_obj_arg s2);
LEAN_EXPORT uint64_t lean_string_hash(b_lean_obj_arg s);
LEAN_EXPORT uint8_t lean_string_memcmp(b_lean_obj_arg s1, b_lean_obj_arg s2, b_lean_obj_arg start1,
    b_lean_obj_arg start2, b_lean_obj_arg len);
LEAN_EXPORT uint64_t lean_slice_hash(b_lean_obj_arg s);
LEAN_EXPORT uint8_t lean_slice_dec_lt(b_lean_obj_arg s1, b_lean_obj_arg s2);

static inline bool lean_string_eq(b_lean_obj_arg s1, b_lean_obj_arg s2) {
    return s1 == s2 || (lean_string_size(s1) == lean_string_size(s2) && lean_string_eq_cold(s1, s2));
}

static inline bool lean_string_ne(b_lean_obj_arg s1, b_lean_obj_arg s2) { return !lean_string_eq(s1, s2); }
static inline uint8_t lean_string_dec_eq(b_lean_obj_arg s1, b_lean_obj_arg s2) { return lean_string_eq(s1, s2); }
static inline uint8_t lean_string_dec_lt(b_lean_obj_arg s1, b_lean_obj_arg s2) { return lean_string_lt(s1, s2); }

/* String.markLinear and String.propagateMark. */
static inline bool lean_string_is_marked_linear(b_lean_obj_arg o) { return lean_is_marked_linear_core(o); }

static inline lean_obj_res lean_string_mark_linear(lean_obj_arg s) {
    s = lean_string_ensure_exclusive(s);
    lean_mark_linear_core(s);
    return s;
}

static inline lean_obj_res lean_string_propagate_mark(b_lean_obj_arg src, lean_obj_arg dst) {
    return lean_string_is_marked_linear(src) ? lean_string_mark_linear(dst) : dst;
}
