/* The cached words of `Lean.Name` (hash) and `Lean.Expr` (data), which generated code reads. */
#pragma once
#include <lean/constructor.h>

LEAN_EXPORT uint8_t lean_name_eq(b_lean_obj_arg n1, b_lean_obj_arg n2);

/* The hash is stored after the prefix and the component. */
static inline uint64_t lean_name_hash_ptr(b_lean_obj_arg n) { return lean_ctor_get_uint64(n, 2 * sizeof(void *)); }
/* 1723: the hash of the anonymous name, a tagged scalar. */
static inline uint64_t lean_name_hash(b_lean_obj_arg n) { return lean_is_scalar(n) ? 1723 : lean_name_hash_ptr(n); }

/* `Expr.data` is stored after the object fields of every constructor. */
static inline uint64_t lean_expr_data(lean_obj_arg e) { return *(uint64_t *)lean_ctor_scalar_cptr(e); }

/* The bucket index in a hash table, whose number of buckets is a power of two. */
static inline size_t lean_hashmap_mk_idx(lean_obj_arg sz, uint64_t hash) { return hash & (lean_unbox(sz) - 1); }
static inline size_t lean_hashset_mk_idx(lean_obj_arg sz, uint64_t hash) { return lean_hashmap_mk_idx(sz, hash); }
