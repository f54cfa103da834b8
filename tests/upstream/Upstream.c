/* As the compiler would write `Upstream.lean`, but for names: exports, boxed twins, and the initializer. */
#include <lean/lean.h>

LEAN_EXPORT lean_object * up_mirror(lean_object * p) {
    lean_object * x = lean_ctor_get(p, 0);
    lean_object * y = lean_ctor_get(p, 1);
    lean_inc(x);
    lean_inc(y);
    lean_dec_ref(p);
    lean_object * mirrored = lean_alloc_ctor(0, 2, 0);
    lean_ctor_set(mirrored, 0, y);
    lean_ctor_set(mirrored, 1, x);
    return mirrored;
}

LEAN_EXPORT lean_object * up_circle(lean_object * radius) {
    lean_object * circle = lean_alloc_ctor(0, 1, 0);
    lean_ctor_set(circle, 0, radius);
    return circle;
}

LEAN_EXPORT uint8_t up_is_closed(lean_object * shape) {
    uint8_t closed = lean_obj_tag(shape) == 0 || lean_ctor_get_uint8(shape, sizeof(void *) * 1);
    lean_dec_ref(shape);
    return closed;
}
LEAN_EXPORT lean_object * l_isClosed___boxed(lean_object * shape) { return lean_box(up_is_closed(shape)); }

LEAN_EXPORT uint8_t up_next(uint8_t color) { return color == 2 ? 0 : color + 1; }
LEAN_EXPORT lean_object * l_next___boxed(lean_object * color) { return lean_box(up_next(lean_unbox(color))); }

LEAN_EXPORT double up_half(double x) { return x / 2; }
LEAN_EXPORT lean_object * l_half___boxed(lean_object * x) {
    double unboxed = lean_unbox_float(x);
    lean_dec_ref(x);
    return lean_box_float(up_half(unboxed));
}

LEAN_EXPORT uint64_t up_fill(size_t n, uint8_t b) { return n + b; }
LEAN_EXPORT lean_object * l_fill___boxed(lean_object * n, lean_object * b) {
    size_t unboxed = lean_unbox_usize(n);
    lean_dec(n);
    return lean_box_uint64(up_fill(unboxed, lean_unbox(b)));
}

LEAN_EXPORT lean_object * up_id(lean_object * x) { return x; }

LEAN_EXPORT lean_object * up_safe_pred(lean_object * n) {
    bool zero = n == lean_box(0);
    lean_object * result = lean_alloc_ctor(!zero, 1, 0);
    lean_ctor_set(result, 0, zero ? lean_mk_string("zero") : lean_nat_sub(n, lean_box(1)));
    lean_dec(n);
    return result;
}

LEAN_EXPORT lean_object * up_shout(lean_object * text) {
    if (lean_string_size(text) > 1) {
        lean_object * mark = lean_mk_string("!");
        lean_object * shouted = lean_string_append(text, mark);
        lean_dec_ref(mark);
        return lean_io_result_mk_ok(shouted);
    }
    lean_dec_ref(text);
    return lean_io_result_mk_error(lean_mk_io_user_error(lean_mk_string("nothing to shout")));
}
LEAN_EXPORT lean_object * l_shout___boxed(lean_object * text, lean_object * world) { return up_shout(text); }

LEAN_EXPORT lean_object * initialize_Upstream(uint8_t builtin) { return lean_io_result_mk_ok(lean_box(0)); }
