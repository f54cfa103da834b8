/*
build.rs compiles this file into the crate, with the toolchain's lean.h or else with ours. It has no logic of its own.

Rust opens libleanshared at run time. The functions of libleanshared that lean.h's inline functions call are renamed to
`leanbind_fwd_*`. These are defined below; they call through the table that Rust fills.
*/
#include "rename.h"
#include <lean/lean.h>
#include <lean/version.h>

#define LEANBIND_WITH_LEAN_H
typedef lean_external_class leanbind_external_class;
#include "shim.h"

/* The layouts that Rust relies on. */
#define LAYOUT(type, field, offset) _Static_assert(offsetof(type, field) == offset, #type "." #field)
_Static_assert(sizeof(void *) == 8 && sizeof(lean_object) == 8, "64-bit objects");
_Static_assert(LeanMaxCtorTag == 243, "constructor tags");
LAYOUT(lean_object, m_rc, 0);
LAYOUT(lean_ctor_object, m_objs, 8);
LAYOUT(lean_array_object, m_size, 8);
LAYOUT(lean_array_object, m_capacity, 16);
LAYOUT(lean_array_object, m_data, 24);
LAYOUT(lean_sarray_object, m_size, 8);
LAYOUT(lean_sarray_object, m_capacity, 16);
LAYOUT(lean_sarray_object, m_data, 24);
LAYOUT(lean_string_object, m_size, 8);
LAYOUT(lean_string_object, m_capacity, 16);
LAYOUT(lean_string_object, m_length, 24);
LAYOUT(lean_string_object, m_data, 32);
LAYOUT(lean_closure_object, m_fun, 8);
LAYOUT(lean_closure_object, m_arity, 16);
LAYOUT(lean_closure_object, m_num_fixed, 18);
LAYOUT(lean_closure_object, m_objs, 24);
LAYOUT(lean_thunk_object, m_value, 8);
LAYOUT(lean_task_object, m_value, 8);
LAYOUT(lean_ref_object, m_value, 8);
LAYOUT(lean_external_object, m_class, 8);
LAYOUT(lean_external_object, m_data, 16);
_Static_assert(sizeof(struct leanbind_runtime) == leanbind_runtime_count * sizeof(void *), "a table of pointers");

const leanbind_header leanbind_header_version = {
    .major = LEAN_VERSION_MAJOR,
    .minor = LEAN_VERSION_MINOR,
    .patch = LEAN_VERSION_PATCH,
};

struct leanbind_runtime leanbind_runtime;

const char * const leanbind_runtime_names[leanbind_runtime_count] = {
#define FORWARD(result, name, parameters, arguments) #name,
#define CALL(result, name, parameters) #name,
#define PANIC(name, parameters, arguments) #name,
#include "runtime_functions.h"
#undef FORWARD
#undef CALL
#undef PANIC
};

#define FORWARD(result, name, parameters, arguments) result name parameters { return leanbind_runtime.name arguments; }
#define PANIC(name, parameters, arguments)                                                            \
    void name parameters {                                                                            \
        leanbind_runtime.name arguments;                                                              \
        __builtin_unreachable();                                                                      \
    }
#define CALL(result, name, parameters)
#include "runtime_functions.h"
#undef FORWARD
#undef CALL
#undef PANIC

#define WRAP(result, name, parameters, arguments) result leanbind_##name parameters { return lean_##name arguments; }
#include "inline_functions.h"
#undef WRAP
