/*
The inline functions of lean.h that Rust uses. In the shim, `lean_NAME` becomes `leanbind_NAME`.
The including file defines this macro:

  WRAP(result, name, parameters, arguments)
*/

/* Tagged scalars */
WRAP(bool, is_scalar, (lean_object * o), (o))
WRAP(lean_object *, box, (size_t n), (n))
WRAP(size_t, unbox, (lean_object * o), (o))

/* Reference counts */
WRAP(void, inc, (lean_object * o), (o))
WRAP(void, inc_n, (lean_object * o, size_t n), (o, n))
WRAP(void, dec, (lean_object * o), (o))
WRAP(bool, is_exclusive, (lean_object * o), (o))
WRAP(bool, is_mt, (lean_object * o), (o))
WRAP(bool, is_persistent, (lean_object * o), (o))

/* Kinds */
WRAP(uint8_t, ptr_tag, (lean_object * o), (o))
WRAP(unsigned, obj_tag, (lean_object * o), (o))
WRAP(bool, is_ctor, (lean_object * o), (o))
WRAP(bool, is_promise, (lean_object * o), (o))
WRAP(bool, is_closure, (lean_object * o), (o))
WRAP(bool, is_array, (lean_object * o), (o))
WRAP(bool, is_sarray, (lean_object * o), (o))
WRAP(bool, is_string, (lean_object * o), (o))
WRAP(bool, is_mpz, (lean_object * o), (o))
WRAP(bool, is_thunk, (lean_object * o), (o))
WRAP(bool, is_task, (lean_object * o), (o))
WRAP(bool, is_ref, (lean_object * o), (o))
WRAP(bool, is_external, (lean_object * o), (o))

/* Constructors */
WRAP(lean_object *, alloc_ctor, (unsigned tag, unsigned num_objs, unsigned scalar_size), (tag, num_objs, scalar_size))
WRAP(unsigned, ctor_num_objs, (lean_object * o), (o))
WRAP(lean_object *, ctor_get, (lean_object * o, unsigned i), (o, i))
WRAP(void, ctor_set, (lean_object * o, unsigned i, lean_object * v), (o, i, v))
WRAP(size_t, ctor_get_usize, (lean_object * o, unsigned i), (o, i))
WRAP(uint8_t, ctor_get_uint8, (lean_object * o, unsigned offset), (o, offset))
WRAP(uint16_t, ctor_get_uint16, (lean_object * o, unsigned offset), (o, offset))
WRAP(uint32_t, ctor_get_uint32, (lean_object * o, unsigned offset), (o, offset))
WRAP(uint64_t, ctor_get_uint64, (lean_object * o, unsigned offset), (o, offset))
WRAP(double, ctor_get_float, (lean_object * o, unsigned offset), (o, offset))
WRAP(float, ctor_get_float32, (lean_object * o, unsigned offset), (o, offset))
WRAP(void, ctor_set_usize, (lean_object * o, unsigned i, size_t v), (o, i, v))
WRAP(void, ctor_set_uint8, (lean_object * o, unsigned offset, uint8_t v), (o, offset, v))
WRAP(void, ctor_set_uint16, (lean_object * o, unsigned offset, uint16_t v), (o, offset, v))
WRAP(void, ctor_set_uint32, (lean_object * o, unsigned offset, uint32_t v), (o, offset, v))
WRAP(void, ctor_set_uint64, (lean_object * o, unsigned offset, uint64_t v), (o, offset, v))
WRAP(void, ctor_set_float, (lean_object * o, unsigned offset, double v), (o, offset, v))
WRAP(void, ctor_set_float32, (lean_object * o, unsigned offset, float v), (o, offset, v))

/* Boxed scalars */
WRAP(lean_object *, box_uint32, (uint32_t v), (v))
WRAP(lean_object *, box_uint64, (uint64_t v), (v))
WRAP(lean_object *, box_usize, (size_t v), (v))
WRAP(lean_object *, box_float, (double v), (v))
WRAP(lean_object *, box_float32, (float v), (v))
WRAP(uint32_t, unbox_uint32, (lean_object * o), (o))
WRAP(uint64_t, unbox_uint64, (lean_object * o), (o))
WRAP(size_t, unbox_usize, (lean_object * o), (o))
WRAP(double, unbox_float, (lean_object * o), (o))
WRAP(float, unbox_float32, (lean_object * o), (o))

/* Arrays */
WRAP(lean_object *, alloc_array, (size_t size, size_t capacity), (size, capacity))
WRAP(size_t, array_size, (lean_object * o), (o))
WRAP(lean_object **, array_cptr, (lean_object * o), (o))
WRAP(lean_object *, array_get_core, (lean_object * o, size_t i), (o, i))
WRAP(void, array_set_core, (lean_object * o, size_t i, lean_object * v), (o, i, v))
WRAP(void, array_set_size, (lean_object * o, size_t size), (o, size))
WRAP(lean_object *, ensure_exclusive_array, (lean_object * o), (o))

/* Scalar arrays */
WRAP(lean_object *, alloc_sarray, (unsigned elem_size, size_t size, size_t capacity), (elem_size, size, capacity))
WRAP(size_t, sarray_size, (lean_object * o), (o))
WRAP(unsigned, sarray_elem_size, (lean_object * o), (o))
WRAP(uint8_t *, sarray_cptr, (lean_object * o), (o))

/* Strings */
WRAP(size_t, string_size, (lean_object * o), (o))
WRAP(size_t, string_len, (lean_object * o), (o))
WRAP(char const *, string_cstr, (lean_object * o), (o))
WRAP(bool, string_eq, (lean_object * a, lean_object * b), (a, b))

/* Nat and Int */
WRAP(lean_object *, usize_to_nat, (size_t n), (n))
WRAP(lean_object *, uint64_to_nat, (uint64_t n), (n))
WRAP(lean_object *, int64_to_int, (int64_t n), (n))
WRAP(lean_object *, nat_to_int, (lean_object * a), (a))
WRAP(lean_object *, nat_abs, (lean_object * a), (a))
WRAP(lean_object *, nat_add, (lean_object * a, lean_object * b), (a, b))
WRAP(lean_object *, nat_sub, (lean_object * a, lean_object * b), (a, b))
WRAP(bool, nat_eq, (lean_object * a, lean_object * b), (a, b))
WRAP(bool, nat_le, (lean_object * a, lean_object * b), (a, b))
WRAP(bool, nat_lt, (lean_object * a, lean_object * b), (a, b))
WRAP(bool, int_eq, (lean_object * a, lean_object * b), (a, b))
WRAP(bool, int_lt, (lean_object * a, lean_object * b), (a, b))

/* Closures */
WRAP(lean_object *, alloc_closure, (void * function, unsigned arity, unsigned num_fixed), (function, arity, num_fixed))
WRAP(unsigned, closure_arity, (lean_object * o), (o))
WRAP(unsigned, closure_num_fixed, (lean_object * o), (o))
WRAP(lean_object *, closure_get, (lean_object * o, unsigned i), (o, i))
WRAP(void, closure_set, (lean_object * o, unsigned i, lean_object * v), (o, i, v))

/* Thunks and tasks (task_pure and task_get are not inline: see runtime_functions.h) */
WRAP(lean_object *, mk_thunk, (lean_object * closure), (closure))
WRAP(lean_object *, thunk_pure, (lean_object * v), (v))
WRAP(lean_object *, thunk_get, (lean_object * t), (t))
WRAP(lean_object *, thunk_get_own, (lean_object * t), (t))
WRAP(lean_object *, task_get_own, (lean_object * t), (t))

/* IO results */
WRAP(lean_object *, io_result_mk_ok, (lean_object * v), (v))
WRAP(lean_object *, io_result_mk_error, (lean_object * e), (e))
WRAP(bool, io_result_is_ok, (lean_object * r), (r))
WRAP(lean_object *, io_result_get_value, (lean_object * r), (r))
WRAP(lean_object *, io_result_get_error, (lean_object * r), (r))

/* External objects */
WRAP(lean_object *, alloc_external, (leanbind_external_class * cls, void * data), (cls, data))
WRAP(leanbind_external_class *, get_external_class, (lean_object * o), (o))
WRAP(void *, get_external_data, (lean_object * o), (o))
