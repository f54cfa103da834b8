/*
Closures. The code takes boxed, owned arguments and returns a boxed, owned result. It takes the arguments one by one if
its arity is at most 16, else in one array. `0 <= m_num_fixed < m_arity`.
*/
#pragma once
#include <lean/object.h>

#define LEAN_CLOSURE_MAX_ARGS 16

typedef struct {
    lean_object   m_header;
    void *        m_fun;
    uint16_t      m_arity;
    uint16_t      m_num_fixed;
    lean_object * m_objs[];
} lean_closure_object;

static inline lean_closure_object * lean_to_closure(lean_object * o) {
    LEAN_ASSERT(lean_is_closure(o));
    return (lean_closure_object *)o;
}

static inline void * lean_closure_fun(lean_object * o) { return lean_to_closure(o)->m_fun; }
static inline unsigned lean_closure_arity(lean_object * o) { return lean_to_closure(o)->m_arity; }
static inline unsigned lean_closure_num_fixed(lean_object * o) { return lean_to_closure(o)->m_num_fixed; }
static inline lean_object ** lean_closure_arg_cptr(lean_object * o) { return lean_to_closure(o)->m_objs; }

static inline lean_obj_res lean_alloc_closure(void * fun, unsigned arity, unsigned num_fixed) {
    LEAN_ASSERT(num_fixed < arity);
    lean_object * o = lean_alloc_object(sizeof(lean_closure_object) + sizeof(void *) * num_fixed);
    lean_set_st_header(o, LeanClosure, 0);
    lean_closure_object * c = (lean_closure_object *)o;
    c->m_fun = fun;
    c->m_arity = (uint16_t)arity;
    c->m_num_fixed = (uint16_t)num_fixed;
    return o;
}

static inline b_lean_obj_res lean_closure_get(b_lean_obj_arg o, unsigned i) {
    LEAN_ASSERT(i < lean_closure_num_fixed(o));
    return lean_closure_arg_cptr(o)[i];
}

static inline void lean_closure_set(u_lean_obj_arg o, unsigned i, lean_obj_arg a) {
    LEAN_ASSERT(i < lean_closure_num_fixed(o));
    lean_closure_arg_cptr(o)[i] = a;
}

/* Application consumes the closure and the arguments. With too few, the result is a closure; with too many, the result is
   applied to the rest. */
#define LEAN_O lean_object *
LEAN_EXPORT LEAN_O lean_apply_1(LEAN_O f, LEAN_O a1);
LEAN_EXPORT LEAN_O lean_apply_2(LEAN_O f, LEAN_O a1, LEAN_O a2);
LEAN_EXPORT LEAN_O lean_apply_3(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3);
LEAN_EXPORT LEAN_O lean_apply_4(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4);
LEAN_EXPORT LEAN_O lean_apply_5(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5);
LEAN_EXPORT LEAN_O lean_apply_6(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6);
LEAN_EXPORT LEAN_O lean_apply_7(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7);
LEAN_EXPORT LEAN_O lean_apply_8(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8);
LEAN_EXPORT LEAN_O lean_apply_9(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8, LEAN_O a9);
LEAN_EXPORT LEAN_O lean_apply_10(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8, LEAN_O a9, LEAN_O a10);
LEAN_EXPORT LEAN_O lean_apply_11(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8, LEAN_O a9, LEAN_O a10, LEAN_O a11);
LEAN_EXPORT LEAN_O lean_apply_12(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8, LEAN_O a9, LEAN_O a10, LEAN_O a11, LEAN_O a12);
LEAN_EXPORT LEAN_O lean_apply_13(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8, LEAN_O a9, LEAN_O a10, LEAN_O a11, LEAN_O a12, LEAN_O a13);
LEAN_EXPORT LEAN_O lean_apply_14(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8, LEAN_O a9, LEAN_O a10, LEAN_O a11, LEAN_O a12, LEAN_O a13, LEAN_O a14);
LEAN_EXPORT LEAN_O lean_apply_15(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8, LEAN_O a9, LEAN_O a10, LEAN_O a11, LEAN_O a12, LEAN_O a13, LEAN_O a14, LEAN_O a15);
LEAN_EXPORT LEAN_O lean_apply_16(LEAN_O f, LEAN_O a1, LEAN_O a2, LEAN_O a3, LEAN_O a4, LEAN_O a5, LEAN_O a6,
    LEAN_O a7, LEAN_O a8, LEAN_O a9, LEAN_O a10, LEAN_O a11, LEAN_O a12, LEAN_O a13, LEAN_O a14, LEAN_O a15,
    LEAN_O a16);
/* The first for n <= 16, the second for n > 16. */
LEAN_EXPORT LEAN_O lean_apply_n(LEAN_O f, unsigned n, LEAN_O * args);
LEAN_EXPORT LEAN_O lean_apply_m(LEAN_O f, unsigned n, LEAN_O * args);
#undef LEAN_O

/* LEAN_CLOSURE_MAX_ARGS as a Nat. */
LEAN_EXPORT lean_obj_res lean_closure_max_args(lean_obj_arg unit);
