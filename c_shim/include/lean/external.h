/*
External objects: foreign data with two callbacks, which are both required. The finalizer runs on the thread that drops
the last reference.
*/
#pragma once
#include <lean/object.h>

typedef void (*lean_external_finalize_proc)(void *);
typedef void (*lean_external_foreach_proc)(void *, b_lean_obj_arg);

typedef struct {
    lean_external_finalize_proc m_finalize;
    lean_external_foreach_proc  m_foreach;
} lean_external_class;

typedef struct {
    lean_object           m_header;
    lean_external_class * m_class;
    void *                m_data;
} lean_external_object;

/* The class lives until the process ends. */
LEAN_EXPORT lean_external_class * lean_register_external_class(lean_external_finalize_proc, lean_external_foreach_proc);

static inline lean_external_object * lean_to_external(lean_object * o) {
    LEAN_ASSERT(lean_is_external(o));
    return (lean_external_object *)o;
}

static inline lean_object * lean_alloc_external(lean_external_class * cls, void * data) {
    lean_object * o = lean_alloc_small_object(sizeof(lean_external_object));
    lean_set_st_header(o, LeanExternal, 0);
    lean_to_external(o)->m_class = cls;
    lean_to_external(o)->m_data = data;
    return o;
}

static inline lean_external_class * lean_get_external_class(lean_object * o) { return lean_to_external(o)->m_class; }
static inline void * lean_get_external_data(lean_object * o) { return lean_to_external(o)->m_data; }

/* Consumes `o`. If `o` is shared, it stays unchanged and a new object is returned. */
static inline lean_object * lean_set_external_data(lean_object * o, void * data) {
    if (lean_is_exclusive(o)) {
        lean_to_external(o)->m_data = data;
        return o;
    }
    lean_object * changed = lean_alloc_external(lean_get_external_class(o), data);
    lean_dec_ref(o);
    return changed;
}
