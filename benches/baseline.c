/*
The work of benches/calls.rs in hand-written C: the same compiled Lean functions, called through a pointer, with values made
and read by lean.h's inline functions. Each function does the work `times` times and returns a number that depends on it.
*/
#include <lean/lean.h>
#include <stdlib.h>
#include <string.h>

typedef lean_object * (*unary)(lean_object *);

uint64_t baseline_increment(unary increment, uint64_t times) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; i++) {
        lean_object * result = increment(lean_usize_to_nat(i));
        sum += lean_is_scalar(result) ? lean_unbox(result) : 0;
        lean_dec(result);
    }
    return sum;
}

uint64_t baseline_string(unary identity, const char * text, size_t size, uint64_t times) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; i++) {
        lean_object * result = identity(lean_mk_string_unchecked(text, size, size));
        size_t length = lean_string_size(result) - 1;
        char * copy = malloc(length);
        memcpy(copy, lean_string_cstr(result), length);
        lean_dec(result);
        sum += (uint64_t) copy[i % length];
        free(copy);
    }
    return sum;
}

uint64_t baseline_array(unary identity, const uint64_t * items, size_t size, uint64_t times) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < times; i++) {
        lean_object * array = lean_alloc_array(size, size);
        for (size_t j = 0; j < size; j++)
            lean_array_set_core(array, j, lean_uint64_to_nat(items[j]));
        lean_object * result = identity(array);
        size_t length = lean_array_size(result);
        uint64_t * copy = malloc(length * sizeof(uint64_t));
        for (size_t j = 0; j < length; j++)
            copy[j] = lean_uint64_of_nat(lean_array_get_core(result, j));
        lean_dec(result);
        sum += copy[i % length];
        free(copy);
    }
    return sum;
}

/* A tree as a C program would have it; a leaf is NULL. */
struct tree {
    struct tree * left;
    int64_t value;
    struct tree * right;
};

static struct tree * make_tree(int64_t low, int64_t high) {
    if (low >= high) return NULL;
    int64_t middle = low + (high - low) / 2;
    struct tree * tree = malloc(sizeof(struct tree));
    *tree = (struct tree) { make_tree(low, middle), middle, make_tree(middle + 1, high) };
    return tree;
}

static void free_tree(struct tree * tree) {
    if (tree == NULL) return;
    free_tree(tree->left);
    free_tree(tree->right);
    free(tree);
}

static lean_object * tree_to_lean(const struct tree * tree) {
    if (tree == NULL) return lean_box(0);
    lean_object * left = tree_to_lean(tree->left);
    lean_object * right = tree_to_lean(tree->right);
    lean_object * node = lean_alloc_ctor(1, 3, 0);
    lean_ctor_set(node, 0, left);
    lean_ctor_set(node, 1, lean_int64_to_int(tree->value));
    lean_ctor_set(node, 2, right);
    return node;
}

static struct tree * tree_of_lean(b_lean_obj_arg object) {
    if (lean_is_scalar(object)) return NULL;
    struct tree * tree = malloc(sizeof(struct tree));
    tree->left = tree_of_lean(lean_ctor_get(object, 0));
    tree->value = lean_scalar_to_int64(lean_ctor_get(object, 1));
    tree->right = tree_of_lean(lean_ctor_get(object, 2));
    return tree;
}

uint64_t baseline_tree(unary identity, int64_t size, uint64_t times) {
    uint64_t sum = 0;
    struct tree * tree = make_tree(0, size);
    for (uint64_t i = 0; i < times; i++) {
        lean_object * result = identity(tree_to_lean(tree));
        struct tree * copy = tree_of_lean(result);
        lean_dec(result);
        sum += (uint64_t) copy->value;
        free_tree(copy);
    }
    free_tree(tree);
    return sum;
}

static int64_t tree_sum(b_lean_obj_arg object) {
    if (lean_is_scalar(object)) return 0;
    int64_t value = lean_scalar_to_int64(lean_ctor_get(object, 1));
    return tree_sum(lean_ctor_get(object, 0)) + value + tree_sum(lean_ctor_get(object, 2));
}

uint64_t baseline_tree_sum(unary identity, int64_t size, uint64_t times) {
    uint64_t sum = 0;
    struct tree * tree = make_tree(0, size);
    lean_object * object = identity(tree_to_lean(tree));
    for (uint64_t i = 0; i < times; i++)
        sum += (uint64_t) tree_sum(object);
    lean_dec(object);
    free_tree(tree);
    return sum;
}

/* Reads a byte array where it lies, or a copy of it. */
uint64_t baseline_bytes(unary identity, size_t size, uint8_t copied, uint64_t times) {
    uint64_t sum = 0;
    lean_object * bytes = lean_alloc_sarray(1, size, size);
    memset(lean_sarray_cptr(bytes), 7, size);
    for (uint64_t i = 0; i < times; i++) {
        lean_inc(bytes);
        lean_object * result = identity(bytes);
        size_t length = lean_sarray_size(result);
        if (copied) {
            uint8_t * copy = malloc(length);
            memcpy(copy, lean_sarray_cptr(result), length);
            sum += copy[(length - 1 + i) % length];
            free(copy);
        } else
            sum += lean_sarray_cptr(result)[length - 1];
        lean_dec(result);
    }
    lean_dec(bytes);
    return sum;
}
