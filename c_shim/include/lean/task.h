/* Thunks, tasks and promises. */
#pragma once
#include <lean/object.h>

/* One of the two is set. `lean_thunk_get_core` runs the closure and stores the value; several threads may do so at
   once. */
typedef struct {
    lean_object   m_header;
    lean_object * m_value;
    lean_object * m_closure;
} lean_thunk_object;

/* `m_value` is set when the task is finished. The data behind `m_imp` belongs to the task manager. */
typedef struct lean_task {
    lean_object   m_header;
    lean_object * m_value;
    void *        m_imp;
} lean_task_object;

typedef struct lean_promise {
    lean_object        m_header;
    lean_task_object * m_result;
} lean_promise_object;

static inline lean_thunk_object * lean_to_thunk(lean_object * o) {
    LEAN_ASSERT(lean_is_thunk(o));
    return (lean_thunk_object *)o;
}

static inline lean_task_object * lean_to_task(lean_object * o) {
    LEAN_ASSERT(lean_is_task(o));
    return (lean_task_object *)o;
}

static inline lean_promise_object * lean_to_promise(lean_object * o) {
    LEAN_ASSERT(lean_is_promise(o));
    return (lean_promise_object *)o;
}

static inline lean_obj_res lean_alloc_thunk(lean_obj_arg value, lean_obj_arg closure) {
    lean_object * o = lean_alloc_small_object(sizeof(lean_thunk_object));
    lean_set_st_header(o, LeanThunk, 0);
    lean_thunk_object * t = (lean_thunk_object *)o;
    t->m_value = value;
    t->m_closure = closure;
    return o;
}

static inline lean_obj_res lean_mk_thunk(lean_obj_arg c) { return lean_alloc_thunk(NULL, c); }
static inline lean_obj_res lean_thunk_pure(lean_obj_arg v) { return lean_alloc_thunk(v, NULL); }

LEAN_EXPORT lean_object * lean_thunk_get_core(lean_object * t);

static inline b_lean_obj_res lean_thunk_get(b_lean_obj_arg t) {
    lean_object * value = __atomic_load_n(&lean_to_thunk(t)->m_value, __ATOMIC_ACQUIRE);
    return value ? value : lean_thunk_get_core(t);
}

static inline lean_obj_res lean_thunk_get_own(b_lean_obj_arg t) {
    lean_object * value = lean_thunk_get(t);
    lean_inc(value);
    return value;
}

/* Without a task manager, a task runs immediately, on the thread that spawns it. */
LEAN_EXPORT void lean_init_task_manager(void);
LEAN_EXPORT void lean_init_task_manager_using(unsigned num_workers);
LEAN_EXPORT void lean_finalize_task_manager(void);

LEAN_EXPORT lean_obj_res lean_task_pure(lean_obj_arg a);
LEAN_EXPORT lean_obj_res lean_task_spawn_core(lean_obj_arg c, unsigned prio, bool keep_alive);
LEAN_EXPORT lean_obj_res lean_task_bind_core(lean_obj_arg x, lean_obj_arg f, unsigned prio, bool sync, bool keep_alive);
LEAN_EXPORT lean_obj_res lean_task_map_core(lean_obj_arg f, lean_obj_arg t, unsigned prio, bool sync, bool keep_alive);
/* Waits for the task. */
LEAN_EXPORT b_lean_obj_res lean_task_get(b_lean_obj_arg t);

static inline lean_obj_res lean_task_spawn(lean_obj_arg c, lean_obj_arg prio) {
    return lean_task_spawn_core(c, (unsigned)lean_unbox(prio), false);
}

static inline lean_obj_res lean_task_bind(lean_obj_arg x, lean_obj_arg f, lean_obj_arg prio, uint8_t sync) {
    return lean_task_bind_core(x, f, (unsigned)lean_unbox(prio), sync, false);
}

static inline lean_obj_res lean_task_map(lean_obj_arg f, lean_obj_arg t, lean_obj_arg prio, uint8_t sync) {
    return lean_task_map_core(f, t, (unsigned)lean_unbox(prio), sync, false);
}

static inline lean_obj_res lean_task_get_own(lean_obj_arg t) {
    lean_object * value = lean_task_get(t);
    lean_inc(value);
    lean_dec(t);
    return value;
}

#define LEAN_TASK_STATE_WAITING  0
#define LEAN_TASK_STATE_RUNNING  1
#define LEAN_TASK_STATE_FINISHED 2
LEAN_EXPORT uint8_t lean_io_get_task_state_core(b_lean_obj_arg t);
LEAN_EXPORT bool lean_io_check_canceled_core(void);
LEAN_EXPORT void lean_io_cancel_core(b_lean_obj_arg t);
LEAN_EXPORT b_lean_obj_res lean_io_wait_any_core(b_lean_obj_arg task_list);
