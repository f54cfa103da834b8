/*
Constructor objects: `m_other` object fields, then USize fields, then other scalars by decreasing size. A USize field is
addressed by its slot; the slots continue those of the object fields. Other scalars are addressed by their byte offset
from the first field.
*/
#pragma once
#include <lean/object.h>

typedef struct {
    lean_object   m_header;
    lean_object * m_objs[];
} lean_ctor_object;

static inline lean_ctor_object * lean_to_ctor(lean_object * o) {
    LEAN_ASSERT(lean_is_ctor(o));
    return (lean_ctor_object *)o;
}

static inline unsigned lean_ctor_num_objs(lean_object * o) {
    LEAN_ASSERT(lean_is_ctor(o));
    return lean_ptr_other(o);
}

static inline lean_object ** lean_ctor_obj_cptr(lean_object * o) { return lean_to_ctor(o)->m_objs; }

static inline uint8_t * lean_ctor_scalar_cptr(lean_object * o) {
    return (uint8_t *)(lean_ctor_obj_cptr(o) + lean_ctor_num_objs(o));
}

static inline lean_object * lean_alloc_ctor_memory(unsigned sz) {
    unsigned rounded = (unsigned)lean_align(sz, LEAN_OBJECT_SIZE_DELTA);
    lean_object * o = lean_alloc_small_object(rounded);
    /* Maximal sharing and compaction compare whole words, so the padding of equal values must be equal. */
    if (rounded > sz) ((size_t *)o)[rounded / sizeof(size_t) - 1] = 0;
    return o;
}

static inline lean_object * lean_alloc_ctor(unsigned tag, unsigned num_objs, unsigned scalar_sz) {
    LEAN_ASSERT(tag <= LeanMaxCtorTag && num_objs < LEAN_MAX_CTOR_FIELDS && scalar_sz < LEAN_MAX_CTOR_SCALARS_SIZE);
    unsigned sz = (unsigned)(sizeof(lean_ctor_object) + sizeof(void *) * num_objs + scalar_sz);
    lean_object * o = lean_alloc_ctor_memory(sz);
    lean_set_st_header(o, tag, num_objs);
    return o;
}

static inline b_lean_obj_res lean_ctor_get(b_lean_obj_arg o, unsigned i) {
    LEAN_ASSERT(i < lean_ctor_num_objs(o));
    return lean_ctor_obj_cptr(o)[i];
}

static inline void lean_ctor_set(b_lean_obj_arg o, unsigned i, lean_obj_arg v) {
    LEAN_ASSERT(i < lean_ctor_num_objs(o));
    lean_ctor_obj_cptr(o)[i] = v;
}

static inline void lean_ctor_set_tag(b_lean_obj_arg o, uint8_t new_tag) {
    LEAN_ASSERT(new_tag <= LeanMaxCtorTag);
    o->m_tag = new_tag;
}

/* Releases a field before the object is reused. The field stays valid, because the whole object may still be
   released. */
static inline void lean_ctor_release(b_lean_obj_arg o, unsigned i) {
    lean_object ** field = lean_ctor_obj_cptr(o) + i;
    lean_dec(*field);
    *field = lean_box(0);
}

/* `lean_dec_ref` for an object that is known to have `objs` object fields. */
static inline void lean_dec_ref_known(lean_object * o, unsigned objs) {
    if (!lean_is_exclusive(o)) {
        lean_dec_ref(o);
        return;
    }
    for (unsigned i = 0; i < objs; i++) lean_dec(lean_ctor_get(o, i));
    lean_free_object(o);
}

static inline size_t lean_ctor_get_usize(b_lean_obj_arg o, unsigned i) {
    LEAN_ASSERT(i >= lean_ctor_num_objs(o));
    return (size_t)lean_ctor_obj_cptr(o)[i];
}

static inline void lean_ctor_set_usize(b_lean_obj_arg o, unsigned i, size_t v) {
    LEAN_ASSERT(i >= lean_ctor_num_objs(o));
    *(size_t *)(lean_ctor_obj_cptr(o) + i) = v;
}

#define LEAN_CTOR_SCALAR(name, T)                                                            \
    static inline T lean_ctor_get_##name(b_lean_obj_arg o, unsigned offset) {                \
        LEAN_ASSERT(offset >= lean_ctor_num_objs(o) * sizeof(void *));                       \
        return *(T *)((uint8_t *)lean_ctor_obj_cptr(o) + offset);                            \
    }                                                                                        \
    static inline void lean_ctor_set_##name(b_lean_obj_arg o, unsigned offset, T v) {        \
        LEAN_ASSERT(offset >= lean_ctor_num_objs(o) * sizeof(void *));                       \
        *(T *)((uint8_t *)lean_ctor_obj_cptr(o) + offset) = v;                               \
    }

LEAN_CTOR_SCALAR(uint8, uint8_t)
LEAN_CTOR_SCALAR(uint16, uint16_t)
LEAN_CTOR_SCALAR(uint32, uint32_t)
LEAN_CTOR_SCALAR(uint64, uint64_t)
LEAN_CTOR_SCALAR(float, double)
LEAN_CTOR_SCALAR(float32, float)
#undef LEAN_CTOR_SCALAR

/* Boxed scalars. Up to 32 bits fit a tagged scalar; larger ones are an object with tag 0 and no object fields. */
static inline lean_obj_res lean_box_uint32(uint32_t v) { return lean_box(v); }
static inline unsigned lean_unbox_uint32(b_lean_obj_arg o) { return (unsigned)lean_unbox(o); }

#define LEAN_BOXED_SCALAR(name, T)                                                           \
    static inline lean_obj_res lean_box_##name(T v) {                                        \
        lean_object * o = lean_alloc_ctor(0, 0, sizeof(T));                                  \
        lean_ctor_set_##name(o, 0, v);                                                       \
        return o;                                                                            \
    }                                                                                        \
    static inline T lean_unbox_##name(b_lean_obj_arg o) { return lean_ctor_get_##name(o, 0); }

LEAN_BOXED_SCALAR(uint64, uint64_t)
LEAN_BOXED_SCALAR(usize, size_t)
LEAN_BOXED_SCALAR(float, double)
LEAN_BOXED_SCALAR(float32, float)
#undef LEAN_BOXED_SCALAR

/* The limits, for the compiler (each as a Nat). */
static inline lean_obj_res lean_get_max_ctor_fields(lean_obj_arg unit) {
    (void)unit;
    return lean_box(LEAN_MAX_CTOR_FIELDS);
}

static inline lean_obj_res lean_get_max_ctor_scalars_size(lean_obj_arg unit) {
    (void)unit;
    return lean_box(LEAN_MAX_CTOR_SCALARS_SIZE);
}

static inline lean_obj_res lean_get_max_ctor_tag(lean_obj_arg unit) {
    (void)unit;
    return lean_box(LeanMaxCtorTag);
}

static inline lean_obj_res lean_get_usize_size(lean_obj_arg unit) {
    (void)unit;
    return lean_box(sizeof(size_t));
}

