/*
`Array α`. The functions that change an array consume it and return the changed array. They change it in place only if
it is exclusive. An index that is not a tagged scalar is out of bounds: no array is that long.
*/
#pragma once
#include <lean/object.h>

typedef struct {
    lean_object   m_header;
    size_t        m_size;
    size_t        m_capacity;
    lean_object * m_data[];
} lean_array_object;

static inline lean_array_object * lean_to_array(lean_object * o) {
    LEAN_ASSERT(lean_is_array(o));
    return (lean_array_object *)o;
}

static inline lean_obj_res lean_alloc_array(size_t size, size_t capacity) {
    size_t items = lean_usize_mul_checked(sizeof(void *), capacity);
    lean_object * o = lean_alloc_object(lean_usize_add_checked(sizeof(lean_array_object), items));
    lean_set_st_header(o, LeanArray, 0);
    lean_array_object * a = (lean_array_object *)o;
    a->m_size = size;
    a->m_capacity = capacity;
    return o;
}

static inline size_t lean_array_size(b_lean_obj_arg o) { return lean_to_array(o)->m_size; }
static inline size_t lean_array_capacity(b_lean_obj_arg o) { return lean_to_array(o)->m_capacity; }
static inline lean_object ** lean_array_cptr(lean_object * o) { return lean_to_array(o)->m_data; }

static inline void lean_array_set_size(u_lean_obj_arg o, size_t sz) {
    LEAN_ASSERT(lean_is_exclusive(o) && sz <= lean_array_capacity(o));
    lean_to_array(o)->m_size = sz;
}

static inline b_lean_obj_res lean_array_get_core(b_lean_obj_arg o, size_t i) {
    LEAN_ASSERT(i < lean_array_size(o));
    return lean_array_cptr(o)[i];
}

/* Does not release the old item. */
static inline void lean_array_set_core(u_lean_obj_arg o, size_t i, lean_obj_arg v) {
    LEAN_ASSERT(i < lean_array_size(o));
    lean_array_cptr(o)[i] = v;
}

/* Whether `i` is a valid index. If so, it is also stored in `*index`. */
static inline bool lean_array_has_index(b_lean_obj_arg a, b_lean_obj_arg i, size_t * index) {
    *index = lean_unbox(i);
    return lean_is_scalar(i) && *index < lean_array_size(a);
}

/* Creation and conversion. */
LEAN_EXPORT lean_object * lean_array_mk(lean_obj_arg l);
LEAN_EXPORT lean_object * lean_array_to_list(lean_obj_arg a);
LEAN_EXPORT lean_object * lean_mk_array(lean_obj_arg n, lean_obj_arg v);
static inline lean_object * lean_mk_empty_array(void) { return lean_alloc_array(0, 0); }

static inline lean_object * lean_mk_empty_array_with_capacity(b_lean_obj_arg capacity) {
    if (!lean_is_scalar(capacity)) lean_internal_panic_out_of_memory();
    return lean_alloc_array(0, lean_unbox(capacity));
}

static inline lean_object * lean_array_get_size(b_lean_obj_arg a) { return lean_box(lean_array_size(a)); }

static inline lean_object * lean_array_sz(lean_obj_arg a) {
    lean_object * size = lean_array_get_size(a);
    lean_dec(a);
    return size;
}

/* Reading. `u`: the index is a USize, `f`: it is a Nat. Both are known to be in bounds. */
static inline b_lean_obj_res lean_array_uget_borrowed(b_lean_obj_arg a, size_t i) { return lean_array_get_core(a, i); }
static inline lean_obj_res lean_array_fget_borrowed(b_lean_obj_arg a, b_lean_obj_arg i) {
    return lean_array_get_core(a, lean_unbox(i));
}

static inline lean_object * lean_array_uget(b_lean_obj_arg a, size_t i) {
    lean_object * item = lean_array_get_core(a, i);
    lean_inc(item);
    return item;
}

static inline lean_obj_res lean_array_fget(b_lean_obj_arg a, b_lean_obj_arg i) { return lean_array_uget(a, lean_unbox(i)); }

/* For an index out of bounds: reports a panic, consumes the default and returns it. */
LEAN_EXPORT lean_obj_res lean_array_get_panic(lean_obj_arg def_val);

static inline lean_object * lean_array_get(b_lean_obj_arg def_val, b_lean_obj_arg a, b_lean_obj_arg i) {
    size_t index;
    if (lean_array_has_index(a, i, &index)) return lean_array_uget(a, index);
    lean_inc(def_val);
    return lean_array_get_panic(def_val);
}

static inline lean_object * lean_array_get_borrowed(b_lean_obj_arg def_val, b_lean_obj_arg a, b_lean_obj_arg i) {
    size_t index;
    if (lean_array_has_index(a, i, &index)) return lean_array_get_core(a, index);
    lean_inc(def_val);
    return lean_array_get_panic(def_val);
}

/* A copy with the same items, with room to grow if `expand`. `_nonlinear` panics if the array is marked linear. */
LEAN_EXPORT lean_obj_res lean_copy_expand_array(lean_obj_arg a, bool expand);
LEAN_EXPORT lean_obj_res lean_copy_expand_array_nonlinear(lean_obj_arg a, bool expand);

static inline lean_obj_res lean_ensure_exclusive_array(lean_obj_arg a) {
    return lean_is_exclusive(a) ? a : lean_copy_expand_array_nonlinear(a, false);
}

/* Writing. */
LEAN_EXPORT lean_object * lean_array_push(lean_obj_arg a, lean_obj_arg v);
LEAN_EXPORT lean_obj_res lean_array_set_panic(lean_obj_arg a, lean_obj_arg v);

static inline lean_object * lean_array_uset(lean_obj_arg a, size_t i, lean_obj_arg v) {
    a = lean_ensure_exclusive_array(a);
    lean_object ** item = lean_array_cptr(a) + i;
    lean_dec(*item);
    *item = v;
    return a;
}

static inline lean_object * lean_array_fset(lean_obj_arg a, b_lean_obj_arg i, lean_obj_arg v) {
    return lean_array_uset(a, lean_unbox(i), v);
}

static inline lean_object * lean_array_set(lean_obj_arg a, b_lean_obj_arg i, lean_obj_arg v) {
    size_t index;
    return lean_array_has_index(a, i, &index) ? lean_array_uset(a, index, v) : lean_array_set_panic(a, v);
}

static inline lean_object * lean_array_pop(lean_obj_arg a) {
    a = lean_ensure_exclusive_array(a);
    size_t size = lean_array_size(a);
    if (size > 0) {
        lean_to_array(a)->m_size = size - 1;
        lean_dec(lean_array_cptr(a)[size - 1]);
    }
    return a;
}

static inline lean_object * lean_array_uswap(lean_obj_arg a, size_t i, size_t j) {
    a = lean_ensure_exclusive_array(a);
    lean_object ** items = lean_array_cptr(a);
    lean_object * item = items[i];
    items[i] = items[j];
    items[j] = item;
    return a;
}

static inline lean_object * lean_array_fswap(lean_obj_arg a, b_lean_obj_arg i, b_lean_obj_arg j) {
    return lean_array_uswap(a, lean_unbox(i), lean_unbox(j));
}

static inline lean_object * lean_array_swap(lean_obj_arg a, b_lean_obj_arg i, b_lean_obj_arg j) {
    size_t first, second;
    if (!lean_array_has_index(a, i, &first) || !lean_array_has_index(a, j, &second)) return a;
    return lean_array_uswap(a, first, second);
}

/* Array.markLinear and Array.propagateMark. */
static inline bool lean_array_is_marked_linear(b_lean_obj_arg o) { return lean_is_marked_linear_core(o); }

static inline lean_obj_res lean_array_mark_linear(lean_obj_arg a) {
    a = lean_ensure_exclusive_array(a);
    lean_mark_linear_core(a);
    return a;
}

static inline lean_obj_res lean_array_propagate_mark(b_lean_obj_arg src, lean_obj_arg dst) {
    return lean_array_is_marked_linear(src) ? lean_array_mark_linear(dst) : dst;
}
