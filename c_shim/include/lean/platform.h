/* Queries about the Lean that a program was compiled for. Each takes a unit. */
#pragma once
#include <lean/string_object.h>

static inline lean_obj_res lean_version_get_major(lean_obj_arg unit) {
    (void)unit;
    return lean_box(LEAN_VERSION_MAJOR);
}

static inline lean_obj_res lean_version_get_minor(lean_obj_arg unit) {
    (void)unit;
    return lean_box(LEAN_VERSION_MINOR);
}

static inline lean_obj_res lean_version_get_patch(lean_obj_arg unit) {
    (void)unit;
    return lean_box(LEAN_VERSION_PATCH);
}

static inline uint8_t lean_version_get_is_release(lean_obj_arg unit) { (void)unit; return LEAN_VERSION_IS_RELEASE; }
static inline uint8_t lean_internal_is_stage0(lean_obj_arg unit) { (void)unit; return LEAN_IS_STAGE0; }

static inline lean_obj_res lean_version_get_special_desc(lean_obj_arg unit) {
    (void)unit;
    return lean_mk_string(LEAN_SPECIAL_VERSION_DESC);
}

static inline lean_obj_res lean_system_platform_target(lean_obj_arg unit) {
    (void)unit;
    return lean_mk_string(LEAN_PLATFORM_TARGET);
}

static inline lean_obj_res lean_manual_get_root(lean_obj_arg unit) {
    (void)unit;
    return lean_mk_string(LEAN_MANUAL_ROOT);
}

/* `Runtime.hold`: keeps `a` alive until this call. */
static inline lean_obj_res lean_runtime_hold(b_lean_obj_arg a) {
    (void)a;
    return lean_box(0);
}
