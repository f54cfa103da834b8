/* The inline functions of c_shim/include/lean on objects of the real runtime: contents, copies of what is shared, counts. */
#include <lean/lean.h>
#include <stdio.h>
#include <string.h>

static unsigned long checks, failures;

#define CHECK(condition)                                                                                 \
    do {                                                                                                 \
        checks++;                                                                                        \
        if (!(condition) && failures++ < 20) printf("objects.c:%d: %s\n", __LINE__, #condition);         \
    } while (0)

/* A value whose references can be counted. */
static lean_object * cell(size_t n) {
    lean_object * o = lean_alloc_ctor(1, 1, 0);
    lean_ctor_set(o, 0, lean_box(n));
    return o;
}

static void constructors(void) {
    lean_object * child = cell(1);
    lean_object * o = lean_alloc_ctor(3, 2, 13);
    CHECK(lean_obj_tag(o) == 3 && lean_ctor_num_objs(o) == 2 && lean_object_byte_size(o) == 40);
    CHECK(((uint64_t *)o)[4] == 0); /* the padded last word */
    lean_ctor_set(o, 0, child);
    lean_ctor_set(o, 1, lean_box(5));
    lean_ctor_set_float(o, 16, -2.5);
    lean_ctor_set_uint32(o, 24, 77);
    lean_ctor_set_uint8(o, 28, 9);
    CHECK(lean_ctor_get_float(o, 16) == -2.5 && lean_ctor_get_uint32(o, 24) == 77 && lean_ctor_get_uint8(o, 28) == 9);
    lean_inc(child);
    lean_ctor_release(o, 0);
    CHECK(child->m_rc == 1 && lean_ctor_get(o, 0) == lean_box(0));
    lean_ctor_set(o, 0, child);
    lean_inc(child);
    lean_inc(o);
    lean_dec_ref_known(o, 2); /* shared: only a decrement */
    CHECK(o->m_rc == 1 && child->m_rc == 2);
    lean_dec_ref_known(o, 2);
    CHECK(child->m_rc == 1);
    lean_dec(child);

    o = lean_alloc_ctor(0, 255, 1000); /* larger than a small object of the allocator */
    CHECK(lean_object_byte_size(o) == 8 + 255 * 8 + 1000);
    for (unsigned i = 0; i < 255; i++) lean_ctor_set(o, i, lean_box(i));
    lean_dec(o);

    o = lean_box_uint64(UINT64_MAX);
    CHECK(lean_unbox_uint64(o) == UINT64_MAX);
    lean_dec(o);
    o = lean_box_float32(0.5f);
    CHECK(lean_unbox_float32(o) == 0.5f && ((uint32_t *)o)[3] == 0);
    lean_dec(o);
}

static lean_object * numbers(size_t n) {
    lean_object * a = lean_mk_empty_array();
    for (size_t i = 0; i < n; i++) a = lean_array_push(a, lean_box(i));
    return a;
}

static void arrays(void) {
    lean_object * a = numbers(10);
    lean_object * value = cell(7);
    lean_inc_n(value, 3);
    a = lean_array_uset(a, 0, value);
    a = lean_array_fset(a, lean_box(1), value);
    a = lean_array_set(a, lean_box(2), value);
    CHECK(value->m_rc == 4);
    lean_inc(a);
    lean_object * b = lean_array_set(a, lean_box(0), lean_box(100)); /* `a` is shared: a copy */
    CHECK(b != a && a->m_rc == 1 && lean_array_get_core(a, 0) == value && lean_array_get_core(b, 0) == lean_box(100));
    CHECK(value->m_rc == 6);
    lean_dec(b);
    CHECK(value->m_rc == 4);
    lean_object * item = lean_array_fget(a, lean_box(1));
    CHECK(item == value && value->m_rc == 5);
    lean_dec(item);
    item = lean_array_get(lean_box(0), a, lean_box(2));
    CHECK(item == value && value->m_rc == 5);
    lean_dec(item);
    CHECK(lean_array_get_borrowed(lean_box(0), a, lean_box(2)) == value && value->m_rc == 4);
    a = lean_array_swap(a, lean_box(0), lean_box(9));
    CHECK(lean_array_get_core(a, 9) == value && lean_array_get_core(a, 0) == lean_box(9));
    a = lean_array_swap(a, lean_box(0), lean_box(10));
    CHECK(lean_array_get_core(a, 0) == lean_box(9));
    a = lean_array_pop(a);
    CHECK(lean_array_size(a) == 9 && value->m_rc == 3);
    CHECK(lean_array_get_size(a) == lean_box(9));
    lean_dec(a);
    CHECK(value->m_rc == 1);
    lean_dec(value);
    CHECK(lean_array_sz(lean_array_pop(lean_mk_empty_array())) == lean_box(0));

    lean_set_panic_messages(false);
    lean_object * fallback = cell(1);
    a = numbers(1);
    item = lean_array_get(fallback, a, lean_box(1)); /* out of bounds: the default, with a reference more */
    CHECK(item == fallback && fallback->m_rc == 2);
    lean_dec(item);
    lean_dec(fallback);
    a = lean_array_set(a, lean_box(1), lean_box(3));
    CHECK(lean_array_size(a) == 1 && lean_array_get_core(a, 0) == lean_box(0));
    lean_dec(a);
    lean_set_panic_messages(true);
}

static void scalar_arrays(void) {
    lean_object * a = lean_mk_empty_byte_array(lean_box(0));
    for (int i = 0; i < 20; i++) a = lean_byte_array_push(a, (uint8_t)(i * 13));
    CHECK(lean_byte_array_size(a) == lean_box(20) && lean_byte_array_get(a, lean_box(19)) == 247);
    CHECK(lean_byte_array_get(a, lean_box(20)) == 0);
    lean_inc(a);
    lean_object * b = lean_byte_array_set(a, lean_box(3), 255);
    CHECK(b != a && lean_byte_array_uget(a, 3) == 39 && lean_byte_array_uget(b, 3) == 255);
    CHECK(!lean_sarray_eq(a, b));
    b = lean_byte_array_set(b, lean_box(20), 1); /* out of bounds: nothing */
    b = lean_byte_array_uset(b, 3, 39);
    CHECK(lean_sarray_eq(a, b));
    lean_dec(a);
    lean_dec(b);
    a = lean_mk_empty_float_array(lean_box(4));
    a = lean_float_array_push(a, 1.5);
    a = lean_float_array_fset(a, lean_box(0), 2.5);
    CHECK(lean_float_array_get(a, lean_box(0)) == 2.5 && lean_float_array_get(a, lean_box(1)) == 0);
    CHECK(lean_sarray_elem_size(a) == 8);
    lean_dec(a);
}

static void strings(void) {
    char const * texts[] = {"", "plain", "h\xc3\xa9llo \xe2\x88\x80 \xf0\x9f\xa6\x80", "\x7f\xc2\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf"};
    for (unsigned t = 0; t < 4; t++) {
        lean_object * s = lean_mk_string(texts[t]);
        CHECK(lean_string_size(s) == strlen(texts[t]) + 1 && strcmp(lean_string_cstr(s), texts[t]) == 0);
        CHECK(lean_string_length(s) == lean_box(lean_utf8_strlen(texts[t])));
        lean_object * i = lean_box(0);
        size_t characters = 0;
        while (!lean_string_utf8_at_end(s, i)) {
            CHECK(lean_string_utf8_get_fast(s, i) == lean_string_utf8_get(s, i));
            CHECK(lean_string_utf8_next_fast(s, i) == lean_string_utf8_next(s, i));
            CHECK(lean_string_get_byte_fast(s, i) == (uint8_t)texts[t][lean_unbox(i)]);
            i = lean_string_utf8_next_fast(s, i);
            characters++;
        }
        CHECK(characters == lean_string_len(s) && i == lean_string_utf8_byte_size(s));
        lean_object * copy = lean_mk_string(texts[t]);
        CHECK(lean_string_dec_eq(s, copy) && !lean_string_dec_lt(s, copy));
        copy = lean_string_push(copy, 'x');
        CHECK(lean_string_ne(s, copy) && lean_string_dec_lt(s, copy));
        lean_dec(copy);
        lean_dec(s);
    }
}

static lean_object * add(lean_object * a, lean_object * b, lean_object * c) {
    lean_object * ab = lean_nat_add(a, b);
    lean_object * sum = lean_nat_add(ab, c);
    lean_dec(ab);
    return sum;
}
static lean_object * answer(lean_object * unit) { (void)unit; return lean_box(42); }

static void closures_and_thunks(void) {
    lean_object * f = lean_alloc_closure((void *)add, 3, 1);
    lean_closure_set(f, 0, lean_box(1));
    CHECK(lean_closure_arity(f) == 3 && lean_closure_num_fixed(f) == 1 && lean_closure_get(f, 0) == lean_box(1));
    CHECK(lean_apply_2(f, lean_box(20), lean_box(300)) == lean_box(321));
    lean_object * t = lean_mk_thunk(lean_alloc_closure((void *)answer, 1, 0));
    CHECK(lean_thunk_get(t) == lean_box(42) && lean_thunk_get_own(t) == lean_box(42));
    lean_dec(t);
    t = lean_thunk_pure(lean_box(3));
    CHECK(lean_thunk_get(t) == lean_box(3));
    lean_dec(t);
    CHECK(lean_task_get_own(lean_task_pure(lean_box(4))) == lean_box(4));
}

static void references(void) {
    for (int shared = 0; shared < 2; shared++) {
        lean_object * first = cell(1), * second = cell(2);
        lean_object * r = lean_st_mk_ref(first);
        if (shared) lean_mark_mt(r);
        lean_inc(first);
        lean_inc(second);
        CHECK(lean_st_ref_set(r, second) == lean_box(0));
        CHECK(first->m_rc == (shared ? -1 : 1));
        lean_object * taken = lean_st_ref_take(r);
        CHECK(taken == second);
        lean_dec(taken);
        lean_st_ref_set(r, first); /* after take: there is no old value */
        CHECK(second->m_rc == (shared ? -1 : 1));
        lean_dec(second);
        lean_dec(r);
    }
}

static unsigned finalized;
static void finalize(void * data) { finalized += *(unsigned *)data; }
static void foreach(void * data, lean_object * f) { (void)data; (void)f; }

static void externals(void) {
    static unsigned one = 1, ten = 10;
    lean_external_class * cls = lean_register_external_class(finalize, foreach);
    lean_object * o = lean_alloc_external(cls, &one);
    CHECK(lean_is_external(o) && lean_get_external_class(o) == cls && lean_get_external_data(o) == &one);
    CHECK(lean_object_byte_size(o) == 24);
    lean_inc(o);
    lean_object * other = lean_set_external_data(o, &ten);
    CHECK(other != o && lean_get_external_data(o) == &one);
    lean_dec(other);
    CHECK(finalized == 10);
    lean_dec(o);
    CHECK(finalized == 11);
}

static void results(void) {
    lean_object * value = cell(1);
    lean_object * r = lean_io_result_mk_ok(value);
    CHECK(lean_io_result_is_ok(r) && !lean_io_result_is_error(r) && lean_io_result_get_value(r) == value);
    CHECK(lean_io_result_take_value(r) == value && value->m_rc == 1);
    r = lean_io_result_mk_error(lean_mk_io_user_error(lean_mk_string("no")));
    CHECK(lean_io_result_is_error(r) && lean_obj_tag(lean_io_result_get_error(r)) == 18);
    lean_dec(r);
    lean_dec(value);
}

/* Called by tests/header.rs; returns the number of failures. */
unsigned long check_objects(unsigned long * done) {
    constructors();
    arrays();
    scalar_arrays();
    strings();
    closures_and_thunks();
    references();
    externals();
    results();
    fflush(stdout);
    *done = checks;
    return failures;
}
