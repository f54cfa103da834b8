/*
The C ABI of Lean 4.35.0, for builds on a machine that has no Lean toolchain.

Names, types and behaviour are those of the toolchain's <lean/lean.h>, so code compiles against either. The text is
ours. build.rs prefers a toolchain's header if it finds one. C11 with GNU extensions, 64-bit, little-endian.

Conventions used throughout:
  lean_obj_arg    the callee takes over the reference
  b_lean_obj_arg  borrowed: the caller keeps its reference
  u_lean_obj_arg  the caller holds the only reference
  lean_obj_res    the caller gets a reference
  b_lean_obj_res  borrowed from an argument

Non-inline functions are exported by libleanshared. `Nat` and `Int` arithmetic borrows its arguments.
*/
#pragma once

#include <lean/config.h>

#include <lean/object.h>

#include <lean/constructor.h>
#include <lean/closure.h>
#include <lean/array.h>
#include <lean/scalar_array.h>
#include <lean/external.h>
#include <lean/task.h>

#include <lean/nat.h>
#include <lean/int.h>
#include <lean/uint.h>
#include <lean/sint.h>
#include <lean/float_ops.h>
#include <lean/string_object.h>

#include <lean/io.h>
#include <lean/name.h>
#include <lean/once.h>
#include <lean/platform.h>
