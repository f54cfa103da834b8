/*
Lean's heap as memcheck has to see it: preloaded under valgrind, each function replaces the one of libleanshared that its name
encodes (I_REPLACE_SONAME_FNNAME_ZU of valgrind.h). Every Lean object is then a block of `malloc`: a lost object is a lost
block, and a use after its end an invalid access. Inside mimalloc's arenas memcheck sees neither.

The list is what Lean's code and its runtime call of mimalloc. One of a pair that is missing shows as an invalid free.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/valgrind.h>

#define LEAN(name) I_REPLACE_SONAME_FNNAME_ZU(libleansharedZdso, name)

static void * or_end(void * memory) {
    if (!memory) abort();
    return memory;
}

void * LEAN(mi_malloc)(size_t size) { return malloc(size); }
void * LEAN(mi_malloc_small)(size_t size) { return malloc(size); }
void * LEAN(mi_new_n)(size_t count, size_t size) { return or_end(reallocarray(NULL, count, size)); }
void LEAN(mi_free)(void * memory) { free(memory); }
void LEAN(mi_free_size)(void * memory, size_t size) { (void)size, free(memory); }

/* mimalloc's fast path is inlined here. Of the header (`lean_object`) it sets `m_cs_sz` alone. */
void * LEAN(lean_alloc_small_object_core)(unsigned size) {
    char * object = or_end(malloc(size));
    memcpy(object + 4, &(uint16_t){(uint16_t)size}, sizeof(uint16_t));
    return object;
}

/* The kernel's threads have stacks of 1 GiB, which memcheck marks byte by byte: seconds for each thread. What the tests do at a
reduced size needs less. */
int pthread_attr_setstacksize(pthread_attr_t * attr, size_t size) {
    const size_t most = (size_t)32 << 20;
    int (*set)(pthread_attr_t *, size_t) = (int (*)(pthread_attr_t *, size_t))dlsym(RTLD_NEXT, "pthread_attr_setstacksize");
    return set(attr, size < most ? size : most);
}
