/* The object header, tagged scalars, reference counts and allocation. */
#pragma once
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(LEAN_EXPORTING)
#define LEAN_EXPORT __attribute__((visibility("default")))
#else
#define LEAN_EXPORT
#endif

#define LEAN_NORETURN __attribute__((noreturn))
#define LEAN_ALWAYS_INLINE __attribute__((always_inline))
#define LEAN_LIKELY(x) (__builtin_expect(!!(x), 1))
#define LEAN_UNLIKELY(x) (__builtin_expect(!!(x), 0))

#define LEAN_OBJECT_SIZE_DELTA 8
#define LEAN_MAX_CTOR_FIELDS 256
#define LEAN_MAX_CTOR_SCALARS_SIZE 1024

/* Values of `m_tag`. Values up to LeanMaxCtorTag are the index of a constructor. */
#define LeanMaxCtorTag  243
#define LeanPromise     244
#define LeanClosure     245
#define LeanArray       246
#define LeanStructArray 247
#define LeanScalarArray 248
#define LeanString      249
#define LeanMPZ         250
#define LeanThunk       251
#define LeanTask        252
#define LeanRef         253
#define LeanExternal    254
#define LeanReserved    255

/*
m_rc     > 0: the count of an object of one thread; < 0: minus the count of a shared object, atomic; 0: immortal
m_cs_sz  bytes allocated for a small object; 0 for closures, arrays and strings
m_other  constructors: number of object fields; scalar arrays: bytes per element
*/
typedef struct {
    int      m_rc;
    uint16_t m_cs_sz;
    uint8_t  m_other;
    uint8_t  m_tag;
} lean_object;

_Static_assert(sizeof(void *) == 8, "these headers state the 64-bit ABI");
_Static_assert(sizeof(lean_object) == 8, "the object header is one word");

typedef lean_object * lean_obj_arg;
typedef lean_object * b_lean_obj_arg;
typedef lean_object * u_lean_obj_arg;
typedef lean_object * lean_obj_res;
typedef lean_object * b_lean_obj_res;

/* Panics: `lean_panic_fn` reports a Lean panic and returns its default; the internal ones end the process. */
LEAN_EXPORT void lean_set_exit_on_panic(bool flag);
LEAN_EXPORT void lean_set_panic_messages(bool flag);
LEAN_EXPORT void lean_panic(char const * msg, bool force_stderr);
LEAN_EXPORT lean_object * lean_panic_fn(lean_object * default_val, lean_object * msg);
LEAN_EXPORT lean_object * lean_panic_fn_borrowed(b_lean_obj_arg default_val, lean_object * msg);
LEAN_EXPORT LEAN_NORETURN void lean_internal_panic(char const * msg);
LEAN_EXPORT LEAN_NORETURN void lean_internal_panic_out_of_memory(void);
LEAN_EXPORT LEAN_NORETURN void lean_internal_panic_unreachable(void);
LEAN_EXPORT LEAN_NORETURN void lean_internal_panic_rc_overflow(void);
LEAN_EXPORT LEAN_NORETURN void lean_internal_panic_overflow(void);
LEAN_EXPORT void lean_notify_assert(char const * file, int line, char const * condition);

#if defined(NDEBUG)
#define LEAN_ASSERT(condition) ((void)0)
#else
#define LEAN_ASSERT(condition) (LEAN_LIKELY(condition) ? (void)0 : lean_notify_assert(__FILE__, __LINE__, #condition))
#endif

/* Byte counts for allocation: an overflow ends the process rather than allocate too little. */
static inline size_t lean_usize_mul_checked(size_t a, size_t b) {
    size_t product;
    if (LEAN_UNLIKELY(__builtin_mul_overflow(a, b, &product))) lean_internal_panic_overflow();
    return product;
}

static inline size_t lean_usize_add_checked(size_t a, size_t b) {
    size_t sum;
    if (LEAN_UNLIKELY(__builtin_add_overflow(a, b, &sum))) lean_internal_panic_overflow();
    return sum;
}

static inline size_t lean_align(size_t v, size_t a) { return (v + a - 1) / a * a; }

/* Tagged scalars: the lowest bit distinguishes a number from a pointer. */
static inline LEAN_ALWAYS_INLINE uint8_t lean_is_scalar(lean_object * o) { return (size_t)o & 1; }
static inline lean_object * lean_box(size_t n) { return (lean_object *)(n << 1 | 1); }
static inline size_t lean_unbox(lean_object * o) { return (size_t)o >> 1; }
static inline size_t lean_ptr_addr(b_lean_obj_arg a) { return (size_t)a; }

/* Tests of the kind. They read the header, so `o` must not be a scalar. */
static inline uint8_t lean_ptr_tag(lean_object * o) { return o->m_tag; }
static inline unsigned lean_ptr_other(lean_object * o) { return o->m_other; }

static inline bool lean_is_ctor(lean_object * o) { return o->m_tag <= LeanMaxCtorTag; }
static inline bool lean_is_promise(lean_object * o) { return o->m_tag == LeanPromise; }
static inline bool lean_is_closure(lean_object * o) { return o->m_tag == LeanClosure; }
static inline bool lean_is_array(lean_object * o) { return o->m_tag == LeanArray; }
static inline bool lean_is_sarray(lean_object * o) { return o->m_tag == LeanScalarArray; }
static inline bool lean_is_string(lean_object * o) { return o->m_tag == LeanString; }
static inline bool lean_is_mpz(lean_object * o) { return o->m_tag == LeanMPZ; }
static inline bool lean_is_thunk(lean_object * o) { return o->m_tag == LeanThunk; }
static inline bool lean_is_task(lean_object * o) { return o->m_tag == LeanTask; }
static inline bool lean_is_ref(lean_object * o) { return o->m_tag == LeanRef; }
static inline bool lean_is_external(lean_object * o) { return o->m_tag == LeanExternal; }

/* The constructor index of any value of an inductive type: constructors without fields are scalars. */
static inline unsigned lean_obj_tag(lean_object * o) {
    return lean_is_scalar(o) ? (unsigned)lean_unbox(o) : lean_ptr_tag(o);
}

/*
Reference counts. A count that leaves its range is frozen instead of wrapping around: an object with a count between
INT_MIN and these thresholds is never freed. There are two thresholds because a thread may act on a count that it read
earlier.
*/
#define LEAN_RC_STICKY      (INT_MIN + 0x10000000) /* at or below: not incremented */
#define LEAN_RC_STICKY_DROP (INT_MIN + 0x20000000) /* at or below: not decremented; tested by lean_dec_ref_cold */
#define LEAN_RC_INC_MAX     ((size_t)0x10000)      /* larger increments go to lean_inc_ref_huge_n */

LEAN_EXPORT void lean_inc_ref_huge_n(lean_object * o, size_t n);
/* For a count of at most 1; does nothing for a larger one. */
LEAN_EXPORT void lean_dec_ref_cold(lean_object * o);
/* Marks the object, and all objects reachable from it, for use by any thread. Borrows. */
LEAN_EXPORT void lean_mark_mt(lean_object * o);
/* Makes the object, and all objects reachable from it, immortal. */
LEAN_EXPORT void lean_mark_persistent(lean_object * o);

static inline bool lean_is_mt(lean_object * o) { return o->m_rc < 0; }
static inline bool lean_is_st(lean_object * o) { return o->m_rc > 0; }
static inline bool lean_is_persistent(lean_object * o) { return o->m_rc == 0; }
static inline bool lean_has_rc(lean_object * o) { return o->m_rc != 0; }
/* Only an unshared object of this thread may be changed in place. */
static inline bool lean_is_exclusive(lean_object * o) { return o->m_rc == 1; }
static inline uint8_t lean_is_exclusive_obj(lean_object * o) { return lean_is_exclusive(o); }
static inline bool lean_is_shared(lean_object * o) { return o->m_rc > 1; }

static inline void lean_inc_ref_n(lean_object * o, size_t n) {
    if (LEAN_UNLIKELY(n > LEAN_RC_INC_MAX)) {
        lean_inc_ref_huge_n(o, n);
    } else if (LEAN_LIKELY(lean_is_st(o))) {
        o->m_rc = (int)((unsigned)o->m_rc + (unsigned)n);
    } else if ((unsigned)o->m_rc > (unsigned)LEAN_RC_STICKY) { /* neither immortal (0) nor frozen */
        __atomic_fetch_sub(&o->m_rc, (int)n, __ATOMIC_RELAXED);
    }
}

static inline void lean_inc_ref(lean_object * o) { lean_inc_ref_n(o, 1); }

static inline LEAN_ALWAYS_INLINE void lean_dec_ref(lean_object * o) {
    if (LEAN_LIKELY(o->m_rc > 1)) {
        o->m_rc--;
    } else if (o->m_rc != 0) {
        lean_dec_ref_cold(o);
    }
}

static inline LEAN_ALWAYS_INLINE void lean_inc(lean_object * o) { if (!lean_is_scalar(o)) lean_inc_ref(o); }
static inline void lean_inc_n(lean_object * o, size_t n) { if (!lean_is_scalar(o)) lean_inc_ref_n(o, n); }
static inline LEAN_ALWAYS_INLINE void lean_dec(lean_object * o) { if (!lean_is_scalar(o)) lean_dec_ref(o); }

/* Allocation. The allocators set `m_cs_sz`; `lean_set_st_header` sets the rest of the header. */
LEAN_EXPORT lean_object * lean_alloc_object(size_t sz);
/* `sz`: a multiple of 8, at most 1024. */
LEAN_EXPORT lean_object * lean_alloc_small_object_core(unsigned sz);
LEAN_EXPORT void lean_inc_heartbeat(void);
/* Frees the memory of this object only, and releases nothing that it refers to. */
LEAN_EXPORT void lean_free_object(lean_object * o);
/* Bytes allocated, and bytes that belong to the value (without spare capacity). */
LEAN_EXPORT size_t lean_object_byte_size(lean_object * o);
LEAN_EXPORT size_t lean_object_data_byte_size(lean_object * o);

static inline lean_object * lean_alloc_small_object(unsigned sz) {
    unsigned rounded = (unsigned)lean_align(sz, LEAN_OBJECT_SIZE_DELTA);
    if (LEAN_LIKELY(rounded <= 1024)) return lean_alloc_small_object_core(rounded);
    lean_inc_heartbeat();
    lean_object * o = lean_alloc_object(rounded);
    o->m_cs_sz = (uint16_t)rounded;
    return o;
}

static inline unsigned lean_small_object_size(lean_object * o) { return o->m_cs_sz; }
static inline void lean_del_object(lean_object * o) { if (!lean_is_scalar(o)) lean_free_object(o); }

static inline void lean_set_st_header(lean_object * o, unsigned tag, unsigned other) {
    o->m_rc = 1;
    o->m_tag = (uint8_t)tag;
    o->m_other = (uint8_t)other;
}

/* For objects outside the heap (static data): immortal, with their size recorded. */
static inline void lean_set_non_heap_header(lean_object * o, size_t sz, unsigned tag, unsigned other) {
    o->m_rc = 0;
    o->m_cs_sz = (uint16_t)sz;
    o->m_tag = (uint8_t)tag;
    o->m_other = (uint8_t)other;
}

static inline void lean_set_non_heap_header_for_big(lean_object * o, unsigned tag, unsigned other) {
    lean_set_non_heap_header(o, 1, tag, other);
}

/*
`markLinear` (Array, ByteArray, FloatArray, String) sets this bit of `m_other`. A later copy of the object panics.
*/
#define LEAN_LINEAR_MARK_MASK 0x80u

static inline bool lean_is_marked_linear_core(b_lean_obj_arg o) { return o->m_other & LEAN_LINEAR_MARK_MASK; }
static inline void lean_mark_linear_core(u_lean_obj_arg o) { o->m_other |= LEAN_LINEAR_MARK_MASK; }

/* Debugging aids of Lean's standard library. */
LEAN_EXPORT lean_object * lean_dbg_trace(lean_obj_arg s, lean_obj_arg fn);
LEAN_EXPORT lean_object * lean_dbg_sleep(uint32_t ms, lean_obj_arg fn);
LEAN_EXPORT lean_object * lean_dbg_trace_if_shared(b_lean_obj_arg s, lean_obj_arg a);
