/*
Closed terms and static data of generated code. The first thread that needs a closed term computes it. The runtime makes
other threads wait, and marks the value immortal.
*/
#pragma once
#include <lean/object.h>

typedef struct {
    int state; /* 1: computed */
    int lock;
} lean_once_cell_t;

#define LEAN_ONCE_CELL_INITIALIZER { .state = 0, .lock = 0 }

#define LEAN_ONCE(name, T)                                                                             \
    LEAN_EXPORT T lean_##name##_once_cold(T * loc, lean_once_cell_t * tok, T (*init)(void));           \
    static inline T lean_##name##_once(T * loc, lean_once_cell_t * tok, T (*init)(void)) {             \
        if (LEAN_LIKELY(__atomic_load_n(&tok->state, __ATOMIC_ACQUIRE) == 1)) return *loc;             \
        return lean_##name##_once_cold(loc, tok, init);                                                \
    }

LEAN_ONCE(obj, lean_object *)
LEAN_ONCE(uint8, uint8_t)
LEAN_ONCE(uint16, uint16_t)
LEAN_ONCE(uint32, uint32_t)
LEAN_ONCE(uint64, uint64_t)
LEAN_ONCE(usize, size_t)
LEAN_ONCE(float, double)
LEAN_ONCE(float32, float)
#undef LEAN_ONCE

/* Packs eight bytes of scalar fields into a pointer-sized slot of a static constructor object, the first byte
   lowest. */
#define LEAN_SCALAR_PTR_LITERAL(b1, b2, b3, b4, b5, b6, b7, b8)                                        \
    (lean_object *)((uint64_t)(b1) | (uint64_t)(b2) << 8 | (uint64_t)(b3) << 16 | (uint64_t)(b4) << 24 | \
                    (uint64_t)(b5) << 32 | (uint64_t)(b6) << 40 | (uint64_t)(b7) << 48 | (uint64_t)(b8) << 56)
