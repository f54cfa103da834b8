/* How the official libleanshared is built, as far as a header must know. */
#pragma once
#include <lean/version.h>

/* Small objects come from mimalloc; the allocator records their size in `m_cs_sz`. */
#define LEAN_MIMALLOC
#define LEAN_IS_STAGE0 0
