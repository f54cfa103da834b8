/*
What Rust uses of C: the table of runtime functions, and lean.h's inline functions as ordinary functions.
src/sys/bindings.rs is generated from this file. The file does not include lean.h, so the bindings do not depend on
which lean.h the build found; shim.c includes both and asserts that they agree.
*/
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef LEANBIND_WITH_LEAN_H
typedef struct lean_object {
    int32_t  m_rc;
    uint16_t m_cs_sz;
    uint8_t  m_other;
    uint8_t  m_tag;
} lean_object;
typedef struct leanbind_external_class leanbind_external_class;
#endif

/* GMP's mpz_t: |size| limbs, least significant first. The sign of `size` is the sign of the number. */
typedef struct leanbind_mpz {
    int32_t    alloc;
    int32_t    size;
    uint64_t * limbs;
} leanbind_mpz;

/* The Lean version of the lean.h that the shim was compiled with. */
typedef struct leanbind_header {
    uint32_t major;
    uint32_t minor;
    uint32_t patch;
} leanbind_header;
extern const leanbind_header leanbind_header_version;

/* The table. Rust looks up each name in libleanshared, in this order, before it calls anything else here. */
struct leanbind_runtime {
#define FORWARD(result, name, parameters, arguments) result (*name) parameters;
#define CALL(result, name, parameters) result (*name) parameters;
#define PANIC(name, parameters, arguments) void (*name) parameters;
#include "runtime_functions.h"
#undef FORWARD
#undef CALL
#undef PANIC
};
extern struct leanbind_runtime leanbind_runtime;

enum {
    leanbind_runtime_count = 0
#define FORWARD(result, name, parameters, arguments) + 1
#define CALL(result, name, parameters) + 1
#define PANIC(name, parameters, arguments) + 1
#include "runtime_functions.h"
#undef FORWARD
#undef CALL
#undef PANIC
};
extern const char * const leanbind_runtime_names[leanbind_runtime_count];

/* lean.h's inline functions. */
#define WRAP(result, name, parameters, arguments) result leanbind_##name parameters;
#include "inline_functions.h"
#undef WRAP
