/*
The list of the functions of libleanshared that this crate uses. It defines the table `leanbind_runtime`, which Rust
fills after dlopen. The including file defines these three macros:

  FORWARD(result, name, parameters, arguments)  also called by lean.h: rename.h and shim.c forward it
  CALL(result, name, parameters)                only called by Rust
  PANIC(name, parameters, arguments)            as FORWARD, but never returns: it ends the process

For ownership of arguments and results see the comments in c_shim/include/lean, and Lean's source for functions that are
in no header.
*/

/* Memory */
FORWARD(lean_object *, lean_alloc_object, (size_t size), (size))
FORWARD(lean_object *, lean_alloc_small_object_core, (unsigned size), (size))
FORWARD(void, lean_free_object, (lean_object * o), (o))
FORWARD(void, lean_inc_heartbeat, (void), ())
FORWARD(void *, mi_malloc, (size_t size), (size))
FORWARD(void *, mi_malloc_small, (size_t size), (size))
FORWARD(void, mi_free, (void * memory), (memory))
CALL(size_t, lean_object_byte_size, (lean_object * o))
CALL(size_t, lean_object_data_byte_size, (lean_object * o))

/* Reference counts */
FORWARD(void, lean_dec_ref_cold, (lean_object * o), (o))
FORWARD(void, lean_inc_ref_huge_n, (lean_object * o, size_t n), (o, n))
CALL(void, lean_mark_mt, (lean_object * o))
CALL(void, lean_mark_persistent, (lean_object * o))

/* Panics */
PANIC(lean_internal_panic, (char const * message), (message))
PANIC(lean_internal_panic_out_of_memory, (void), ())
PANIC(lean_internal_panic_overflow, (void), ())
CALL(void, lean_set_exit_on_panic, (bool flag))
CALL(void, lean_set_panic_messages, (bool flag))

/* Nat and Int */
FORWARD(lean_object *, lean_big_usize_to_nat, (size_t n), (n))
FORWARD(lean_object *, lean_big_uint64_to_nat, (uint64_t n), (n))
FORWARD(lean_object *, lean_big_size_t_to_int, (size_t n), (n))
FORWARD(lean_object *, lean_big_int64_to_int, (int64_t n), (n))
FORWARD(lean_object *, lean_big_int_to_nat, (lean_object * a), (a))
FORWARD(lean_object *, lean_nat_big_add, (lean_object * a, lean_object * b), (a, b))
FORWARD(lean_object *, lean_nat_big_sub, (lean_object * a, lean_object * b), (a, b))
FORWARD(bool, lean_nat_big_eq, (lean_object * a, lean_object * b), (a, b))
FORWARD(bool, lean_nat_big_le, (lean_object * a, lean_object * b), (a, b))
FORWARD(bool, lean_nat_big_lt, (lean_object * a, lean_object * b), (a, b))
FORWARD(lean_object *, lean_int_big_neg, (lean_object * a), (a))
FORWARD(bool, lean_int_big_eq, (lean_object * a, lean_object * b), (a, b))
FORWARD(bool, lean_int_big_lt, (lean_object * a, lean_object * b), (a, b))
FORWARD(bool, lean_int_big_nonneg, (lean_object * a), (a))
CALL(lean_object *, lean_nat_gcd, (lean_object * a, lean_object * b))
CALL(lean_object *, lean_alloc_mpz, (leanbind_mpz const * value))
CALL(void, lean_extract_mpz_value, (lean_object * o, leanbind_mpz * value))

/* Strings */
FORWARD(bool, lean_string_eq_cold, (lean_object * a, lean_object * b), (a, b))
CALL(lean_object *, lean_mk_string_unchecked, (char const * bytes, size_t size, size_t length))
CALL(lean_object *, lean_mk_string_from_bytes, (char const * bytes, size_t size))
CALL(lean_object *, lean_mk_string_from_bytes_unchecked, (char const * bytes, size_t size))
CALL(lean_object *, lean_string_append, (lean_object * a, lean_object * b))
CALL(bool, lean_string_lt, (lean_object * a, lean_object * b))
CALL(uint64_t, lean_string_hash, (lean_object * s))
CALL(size_t, lean_utf8_n_strlen, (char const * bytes, size_t size))

/* Arrays */
FORWARD(lean_object *, lean_copy_expand_array_nonlinear, (lean_object * a, bool expand), (a, expand))
CALL(lean_object *, lean_copy_expand_array, (lean_object * a, bool expand))
CALL(lean_object *, lean_array_push, (lean_object * a, lean_object * v))
CALL(lean_object *, lean_array_mk, (lean_object * list))
CALL(lean_object *, lean_array_to_list, (lean_object * a))
CALL(lean_object *, lean_byte_array_push, (lean_object * a, uint8_t v))
CALL(lean_object *, lean_float_array_push, (lean_object * a, double v))

/* Closures */
#define O lean_object *
CALL(O, lean_apply_1, (O f, O a1))
CALL(O, lean_apply_2, (O f, O a1, O a2))
CALL(O, lean_apply_3, (O f, O a1, O a2, O a3))
CALL(O, lean_apply_4, (O f, O a1, O a2, O a3, O a4))
CALL(O, lean_apply_5, (O f, O a1, O a2, O a3, O a4, O a5))
CALL(O, lean_apply_6, (O f, O a1, O a2, O a3, O a4, O a5, O a6))
CALL(O, lean_apply_7, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7))
CALL(O, lean_apply_8, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8))
CALL(O, lean_apply_9, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8, O a9))
CALL(O, lean_apply_10, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8, O a9, O a10))
CALL(O, lean_apply_11, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8, O a9, O a10, O a11))
CALL(O, lean_apply_12, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8, O a9, O a10, O a11, O a12))
CALL(O, lean_apply_13, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8, O a9, O a10, O a11, O a12, O a13))
CALL(O, lean_apply_14, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8, O a9, O a10, O a11, O a12, O a13, O a14))
CALL(O, lean_apply_15, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8, O a9, O a10, O a11, O a12, O a13,
    O a14, O a15))
CALL(O, lean_apply_16, (O f, O a1, O a2, O a3, O a4, O a5, O a6, O a7, O a8, O a9, O a10, O a11, O a12, O a13,
    O a14, O a15, O a16))
CALL(O, lean_apply_n, (O f, unsigned n, O * args))
CALL(O, lean_apply_m, (O f, unsigned n, O * args))
#undef O

/* Thunks, tasks, promises */
FORWARD(lean_object *, lean_thunk_get_core, (lean_object * t), (t))
FORWARD(lean_object *, lean_task_get, (lean_object * t), (t))
CALL(lean_object *, lean_task_pure, (lean_object * v))
CALL(lean_object *, lean_task_spawn_core, (lean_object * c, unsigned priority, bool keep_alive))
CALL(lean_object *, lean_task_map_core, (lean_object * f, lean_object * t, unsigned priority, bool sync, bool
    keep_alive))
CALL(lean_object *, lean_task_bind_core, (lean_object * t, lean_object * f, unsigned priority, bool sync, bool
    keep_alive))
CALL(uint8_t, lean_io_get_task_state_core, (lean_object * t))
CALL(void, lean_io_cancel_core, (lean_object * t))
CALL(lean_object *, lean_io_promise_new, (void))
CALL(lean_object *, lean_io_promise_resolve, (lean_object * value, lean_object * promise))
CALL(lean_object *, lean_io_promise_result_opt, (lean_object * promise))

/* References and external objects */
CALL(lean_object *, lean_st_mk_ref, (lean_object * value))
CALL(lean_object *, lean_st_ref_get, (lean_object * r))
CALL(lean_object *, lean_st_ref_swap, (lean_object * r, lean_object * value))
CALL(leanbind_external_class *, lean_register_external_class, (void (*finalize)(void *), void (*foreach)(void *,
    lean_object *)))

/* Start, threads, errors */
CALL(void, lean_initialize, (void))
CALL(void, lean_initialize_runtime_module, (void))
CALL(void, lean_io_mark_end_initialization, (void))
CALL(void, lean_init_task_manager_using, (unsigned num_workers))
CALL(void, lean_finalize_task_manager, (void))
CALL(void, lean_initialize_thread, (void))
CALL(void, lean_finalize_thread, (void))
CALL(lean_object *, lean_io_error_to_string, (lean_object * error))
CALL(lean_object *, lean_mk_io_user_error, (lean_object * message))

/* Lean.Name, Lean.Level, Lean.Expr: constructors that compute the cached data. They consume their arguments. */
CALL(lean_object *, lean_name_mk_string, (lean_object * prefix, lean_object * component))
CALL(lean_object *, lean_name_mk_numeral, (lean_object * prefix, lean_object * number))
CALL(uint8_t, lean_name_eq, (lean_object * a, lean_object * b))
CALL(lean_object *, lean_level_mk_zero, (lean_object * unit))
CALL(lean_object *, lean_level_mk_succ, (lean_object * level))
CALL(lean_object *, lean_level_mk_max, (lean_object * a, lean_object * b))
CALL(lean_object *, lean_level_mk_imax, (lean_object * a, lean_object * b))
CALL(lean_object *, lean_level_mk_param, (lean_object * name))
CALL(lean_object *, lean_level_mk_mvar, (lean_object * name))
CALL(uint8_t, lean_level_eq, (lean_object * a, lean_object * b))
CALL(lean_object *, lean_expr_mk_bvar, (lean_object * index))
CALL(lean_object *, lean_expr_mk_fvar, (lean_object * name))
CALL(lean_object *, lean_expr_mk_mvar, (lean_object * name))
CALL(lean_object *, lean_expr_mk_sort, (lean_object * level))
CALL(lean_object *, lean_expr_mk_const, (lean_object * name, lean_object * levels))
CALL(lean_object *, lean_expr_mk_app, (lean_object * function, lean_object * argument))
CALL(lean_object *, lean_expr_mk_lambda, (lean_object * name, lean_object * type, lean_object * body, uint8_t
    binder_info))
CALL(lean_object *, lean_expr_mk_forall, (lean_object * name, lean_object * type, lean_object * body, uint8_t
    binder_info))
CALL(lean_object *, lean_expr_mk_let, (lean_object * name, lean_object * type, lean_object * value, lean_object *
    body, uint8_t nondep))
CALL(lean_object *, lean_expr_mk_lit, (lean_object * literal))
CALL(lean_object *, lean_expr_mk_mdata, (lean_object * data, lean_object * e))
CALL(lean_object *, lean_expr_mk_proj, (lean_object * structure, lean_object * index, lean_object * e))
CALL(uint8_t, lean_expr_eqv, (lean_object * a, lean_object * b))
CALL(lean_object *, lean_expr_dbg_to_string, (lean_object * e))
