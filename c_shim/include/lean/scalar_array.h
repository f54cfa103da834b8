/* `ByteArray` and `FloatArray`: one layout, with the size of an element in `m_other`. The conventions are those of
   array.h. */
#pragma once
#include <lean/object.h>

typedef struct {
    lean_object m_header;
    size_t      m_size;     /* in elements, like the capacity */
    size_t      m_capacity;
    uint8_t     m_data[];
} lean_sarray_object;

static inline lean_sarray_object * lean_to_sarray(lean_object * o) {
    LEAN_ASSERT(lean_is_sarray(o));
    return (lean_sarray_object *)o;
}

static inline lean_obj_res lean_alloc_sarray(unsigned elem_size, size_t size, size_t capacity) {
    if (LEAN_UNLIKELY(elem_size >= LEAN_LINEAR_MARK_MASK)) lean_internal_panic("scalar array: element too large");
    size_t bytes = lean_usize_mul_checked(elem_size, capacity);
    lean_object * o = lean_alloc_object(lean_usize_add_checked(sizeof(lean_sarray_object), bytes));
    lean_set_st_header(o, LeanScalarArray, elem_size);
    lean_sarray_object * a = (lean_sarray_object *)o;
    a->m_size = size;
    a->m_capacity = capacity;
    return o;
}

static inline unsigned lean_sarray_elem_size(lean_object * o) { return lean_ptr_other(o) & ~LEAN_LINEAR_MARK_MASK; }
static inline size_t lean_sarray_size(b_lean_obj_arg o) { return lean_to_sarray(o)->m_size; }
static inline size_t lean_sarray_capacity(lean_object * o) { return lean_to_sarray(o)->m_capacity; }
static inline uint8_t * lean_sarray_cptr(lean_object * o) { return lean_to_sarray(o)->m_data; }

static inline void lean_sarray_set_size(u_lean_obj_arg o, size_t sz) {
    LEAN_ASSERT(lean_is_exclusive(o) && sz <= lean_sarray_capacity(o));
    lean_to_sarray(o)->m_size = sz;
}

LEAN_EXPORT lean_obj_res lean_copy_sarray(lean_obj_arg a, size_t cap);
LEAN_EXPORT lean_obj_res lean_copy_sarray_nonlinear(lean_obj_arg a, size_t cap);
LEAN_EXPORT bool lean_sarray_eq_cold(b_lean_obj_arg a1, b_lean_obj_arg a2);

static inline lean_obj_res lean_sarray_ensure_exclusive(lean_obj_arg a) {
    return lean_is_exclusive(a) ? a : lean_copy_sarray_nonlinear(a, lean_sarray_capacity(a));
}

static inline bool lean_sarray_eq(b_lean_obj_arg a1, b_lean_obj_arg a2) {
    return a1 == a2 || (lean_sarray_size(a1) == lean_sarray_size(a2) && lean_sarray_eq_cold(a1, a2));
}

static inline uint8_t lean_sarray_dec_eq(b_lean_obj_arg a1, b_lean_obj_arg a2) { return lean_sarray_eq(a1, a2); }

static inline bool lean_sarray_is_marked_linear(b_lean_obj_arg o) { return lean_is_marked_linear_core(o); }

static inline lean_obj_res lean_sarray_mark_linear(lean_obj_arg a) {
    a = lean_sarray_ensure_exclusive(a);
    lean_mark_linear_core(a);
    return a;
}

static inline lean_obj_res lean_sarray_propagate_mark(b_lean_obj_arg src, lean_obj_arg dst) {
    return lean_sarray_is_marked_linear(src) ? lean_sarray_mark_linear(dst) : dst;
}

/* For both types. Reading out of bounds returns zero; writing out of bounds changes nothing. */
#define LEAN_SCALAR_ARRAY(name, T)                                                                                    \
    LEAN_EXPORT lean_obj_res lean_##name##_mk(lean_obj_arg list);                                                     \
    LEAN_EXPORT lean_obj_res lean_##name##_data(lean_obj_arg a);                                                      \
    LEAN_EXPORT lean_obj_res lean_##name##_push(lean_obj_arg a, T v);                                                 \
                                                                                                                      \
    static inline lean_obj_res lean_mk_empty_##name(b_lean_obj_arg capacity) {                                        \
        if (!lean_is_scalar(capacity)) lean_internal_panic_out_of_memory();                                           \
        return lean_alloc_sarray(sizeof(T), 0, lean_unbox(capacity));                                                 \
    }                                                                                                                 \
    static inline lean_obj_res lean_##name##_size(b_lean_obj_arg a) { return lean_box(lean_sarray_size(a)); }         \
                                                                                                                      \
    static inline T lean_##name##_uget(b_lean_obj_arg a, size_t i) {                                                  \
        LEAN_ASSERT(i < lean_sarray_size(a));                                                                         \
        return ((T *)lean_sarray_cptr(a))[i];                                                                         \
    }                                                                                                                 \
    static inline T lean_##name##_fget(b_lean_obj_arg a, b_lean_obj_arg i) {                                          \
        return lean_##name##_uget(a, lean_unbox(i));                                                                  \
    }                                                                                                                 \
    static inline T lean_##name##_get(b_lean_obj_arg a, b_lean_obj_arg i) {                                           \
        bool inside = lean_is_scalar(i) && lean_unbox(i) < lean_sarray_size(a);                                       \
        return inside ? lean_##name##_fget(a, i) : 0;                                                                 \
    }                                                                                                                 \
                                                                                                                      \
    static inline lean_obj_res lean_##name##_uset(lean_obj_arg a, size_t i, T v) {                                    \
        a = lean_sarray_ensure_exclusive(a);                                                                          \
        ((T *)lean_sarray_cptr(a))[i] = v;                                                                            \
        return a;                                                                                                     \
    }                                                                                                                 \
    static inline lean_obj_res lean_##name##_fset(lean_obj_arg a, b_lean_obj_arg i, T v) {                            \
        return lean_##name##_uset(a, lean_unbox(i), v);                                                               \
    }                                                                                                                 \
    static inline lean_obj_res lean_##name##_set(lean_obj_arg a, b_lean_obj_arg i, T v) {                             \
        bool inside = lean_is_scalar(i) && lean_unbox(i) < lean_sarray_size(a);                                       \
        return inside ? lean_##name##_fset(a, i, v) : a;                                                              \
    }

LEAN_SCALAR_ARRAY(byte_array, uint8_t)
LEAN_SCALAR_ARRAY(float_array, double)
#undef LEAN_SCALAR_ARRAY

LEAN_EXPORT uint64_t lean_byte_array_hash(b_lean_obj_arg a);
static inline double * lean_float_array_cptr(b_lean_obj_arg a) { return (double *)lean_sarray_cptr(a); }
