/*
IO. A function in `IO` or `EIO` returns a result object: constructor 0 with the value, or constructor 1 with the error.
A function in `BaseIO` or `ST` returns the value itself. There is no world argument (closures and boxed functions have
one).
*/
#pragma once
#include <lean/constructor.h>

static inline lean_obj_res lean_io_mk_world(void) { return lean_box(0); }

static inline lean_obj_res lean_void_mk(lean_obj_arg a) {
    lean_dec(a);
    return lean_box(0);
}

static inline lean_obj_res lean_alloc_io_result(unsigned tag, lean_obj_arg content) {
    lean_object * result = lean_alloc_ctor(tag, 1, 0);
    lean_ctor_set(result, 0, content);
    return result;
}

static inline lean_obj_res lean_io_result_mk_ok(lean_obj_arg a) { return lean_alloc_io_result(0, a); }
static inline lean_obj_res lean_io_result_mk_error(lean_obj_arg e) { return lean_alloc_io_result(1, e); }
static inline bool lean_io_result_is_ok(b_lean_obj_arg r) { return lean_ptr_tag(r) == 0; }
static inline bool lean_io_result_is_error(b_lean_obj_arg r) { return lean_ptr_tag(r) == 1; }
static inline b_lean_obj_res lean_io_result_get_value(b_lean_obj_arg r) { return lean_ctor_get(r, 0); }
static inline b_lean_obj_res lean_io_result_get_error(b_lean_obj_arg r) { return lean_ctor_get(r, 0); }

static inline lean_obj_res lean_io_result_take_value(lean_obj_arg r) {
    lean_object * value = lean_io_result_get_value(r);
    lean_inc(value);
    lean_dec(r);
    return value;
}

/* Prints the error. It must not be `unexpectedEof`, a tagged scalar, which the runtime would dereference. */
LEAN_EXPORT void lean_io_result_show_error(b_lean_obj_arg r);
LEAN_EXPORT void lean_io_mark_end_initialization(void);

/* `IO.Error` constructors. The number is the operating system's error code. Some take a file before it, or details
   after it. */
LEAN_EXPORT lean_obj_res lean_decode_io_error(int errnum, b_lean_obj_arg fname);
LEAN_EXPORT lean_obj_res lean_decode_uv_error(int errnum, b_lean_obj_arg fname);
LEAN_EXPORT lean_obj_res lean_mk_io_user_error(lean_obj_arg message);
LEAN_EXPORT lean_obj_res lean_mk_io_error_eof(lean_obj_arg unit);
LEAN_EXPORT lean_obj_res lean_mk_io_error_already_exists(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_hardware_fault(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_illegal_operation(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_inappropriate_type(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_invalid_argument(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_no_such_thing(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_other_error(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_permission_denied(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_protocol_error(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_resource_busy(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_resource_exhausted(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_resource_vanished(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_time_expired(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_unsatisfied_constraints(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_unsupported_operation(uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_already_exists_file(lean_obj_arg, uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_inappropriate_type_file(lean_obj_arg, uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_interrupted(lean_obj_arg, uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_invalid_argument_file(lean_obj_arg, uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_no_file_or_directory(lean_obj_arg, uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_no_such_thing_file(lean_obj_arg, uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_permission_denied_file(lean_obj_arg, uint32_t, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_mk_io_error_resource_exhausted_file(lean_obj_arg, uint32_t, lean_obj_arg);

/* `ST.Ref`. The reference is borrowed, the value consumed. */
typedef struct {
    lean_object   m_header;
    lean_object * m_value; /* NULL between take and put */
} lean_ref_object;

static inline lean_ref_object * lean_to_ref(lean_object * o) {
    LEAN_ASSERT(lean_is_ref(o));
    return (lean_ref_object *)o;
}

LEAN_EXPORT lean_obj_res lean_st_mk_ref(lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_st_ref_get(b_lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_st_ref_put(b_lean_obj_arg, lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_st_ref_take(b_lean_obj_arg);
LEAN_EXPORT lean_obj_res lean_st_ref_swap(b_lean_obj_arg, lean_obj_arg);

/*
C code that Lean 4.28 generates calls this, also after take. Lean 4.35 no longer exports it. For a reference of one
thread `put` does the same; for a shared one `put` would leak the old value.
*/
static inline lean_obj_res lean_st_ref_set(b_lean_obj_arg r, lean_obj_arg v) {
    if (lean_is_st(r)) return lean_st_ref_put(r, v);
    if (!lean_is_scalar(v)) lean_mark_mt(v);
    lean_object * old = __atomic_exchange_n(&lean_to_ref(r)->m_value, v, __ATOMIC_ACQ_REL);
    if (old != NULL) lean_dec(old);
    return lean_box(0);
}

/* Runs a program's `main` with the runtime's stack guard. */
LEAN_EXPORT lean_object * lean_run_main(lean_object * (*main_fn)(int, char **), int argc, char ** argv);
