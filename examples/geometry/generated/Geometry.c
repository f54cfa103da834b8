// Lean compiler output
// Module: Geometry
// Imports: public import Init meta import LeanPy
#include <lean/lean.h>
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunused-parameter"
#pragma clang diagnostic ignored "-Wunused-label"
#elif defined(__GNUC__) && !defined(__CLANG__)
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-label"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif
#ifdef __cplusplus
extern "C" {
#endif
static lean_object* lp_geometry_Geometry__funcs__json___closed__0;
LEAN_EXPORT lean_object* Geometry_types_json(lean_object*);
LEAN_EXPORT lean_object* geometry_area(lean_object*, lean_object*);
LEAN_EXPORT lean_object* geometry_move(lean_object*, lean_object*, lean_object*);
static lean_object* lp_geometry_Geometry__meta__json___closed__0;
LEAN_EXPORT lean_object* Geometry_meta_json(lean_object*);
lean_object* lean_nat_mul(lean_object*, lean_object*);
lean_object* lean_int_add(lean_object*, lean_object*);
static lean_object* lp_geometry_Geometry__types__json___closed__0;
LEAN_EXPORT lean_object* Geometry_funcs_json(lean_object*);
LEAN_EXPORT lean_object* geometry_move(lean_object* x_1, lean_object* x_2, lean_object* x_3) {
_start:
{
uint8_t x_4; 
x_4 = !lean_is_exclusive(x_1);
if (x_4 == 0)
{
lean_object* x_5; lean_object* x_6; lean_object* x_7; lean_object* x_8; 
x_5 = lean_ctor_get(x_1, 0);
x_6 = lean_ctor_get(x_1, 1);
x_7 = lean_int_add(x_5, x_2);
lean_dec(x_2);
lean_dec(x_5);
x_8 = lean_int_add(x_6, x_3);
lean_dec(x_3);
lean_dec(x_6);
lean_ctor_set(x_1, 1, x_8);
lean_ctor_set(x_1, 0, x_7);
return x_1;
}
else
{
lean_object* x_9; lean_object* x_10; lean_object* x_11; lean_object* x_12; lean_object* x_13; 
x_9 = lean_ctor_get(x_1, 0);
x_10 = lean_ctor_get(x_1, 1);
lean_inc(x_10);
lean_inc(x_9);
lean_dec(x_1);
x_11 = lean_int_add(x_9, x_2);
lean_dec(x_2);
lean_dec(x_9);
x_12 = lean_int_add(x_10, x_3);
lean_dec(x_3);
lean_dec(x_10);
x_13 = lean_alloc_ctor(0, 2, 0);
lean_ctor_set(x_13, 0, x_11);
lean_ctor_set(x_13, 1, x_12);
return x_13;
}
}
}
LEAN_EXPORT lean_object* geometry_area(lean_object* x_1, lean_object* x_2) {
_start:
{
lean_object* x_3; 
x_3 = lean_nat_mul(x_1, x_2);
lean_dec(x_2);
lean_dec(x_1);
return x_3;
}
}
static lean_object* _init_lp_geometry_Geometry__funcs__json___closed__0() {
_start:
{
lean_object* x_1; 
x_1 = lean_mk_string_unchecked("[{\"boxed\":null,\"constant\":false,\"declName\":\"move\",\"exportName\":\"geometry_move\",\"paramNames\":[\"p\",\"dx\",\"dy\"],\"params\":[{\"kind\":\"named\",\"name\":\"Point\"},{\"kind\":\"int\"},{\"kind\":\"int\"}],\"returnType\":{\"kind\":\"named\",\"name\":\"Point\"},\"signature\":{\"params\":[{\"borrowed\":false,\"type\":\"object\"},{\"borrowed\":false,\"type\":\"object\"},{\"borrowed\":false,\"type\":\"object\"}],\"result\":\"object\"}},{\"boxed\":null,\"constant\":false,\"declName\":\"area\",\"exportName\":\"geometry_area\",\"paramNames\":[\"width\",\"height\"],\"params\":[{\"kind\":\"nat\"},{\"kind\":\"nat\"}],\"returnType\":{\"kind\":\"nat\"},\"signature\":{\"params\":[{\"borrowed\":false,\"type\":\"object\"},{\"borrowed\":false,\"type\":\"object\"}],\"result\":\"object\"}}]", 668, 668);
return x_1;
}
}
LEAN_EXPORT lean_object* Geometry_funcs_json(lean_object* x_1) {
_start:
{
lean_object* x_2; 
x_2 = lp_geometry_Geometry__funcs__json___closed__0;
return x_2;
}
}
static lean_object* _init_lp_geometry_Geometry__types__json___closed__0() {
_start:
{
lean_object* x_1; 
x_1 = lean_mk_string_unchecked("[{\"ctors\":[{\"fieldNames\":[\"x\",\"y\"],\"fields\":[{\"kind\":\"int\"},{\"kind\":\"int\"}],\"layout\":{\"fields\":[{\"at\":\"object\",\"index\":0},{\"at\":\"object\",\"index\":1}],\"objects\":2,\"scalarBytes\":0,\"usizes\":0},\"name\":\"mk\",\"tag\":0}],\"isEnum\":false,\"isRecursive\":false,\"isStructure\":true,\"name\":\"Point\",\"numIndices\":0,\"numParams\":0,\"repr\":\"object\"}]", 326, 326);
return x_1;
}
}
LEAN_EXPORT lean_object* Geometry_types_json(lean_object* x_1) {
_start:
{
lean_object* x_2; 
x_2 = lp_geometry_Geometry__types__json___closed__0;
return x_2;
}
}
static lean_object* _init_lp_geometry_Geometry__meta__json___closed__0() {
_start:
{
lean_object* x_1; 
x_1 = lean_mk_string_unchecked("{\"checkedFor\":\"4.35.0\",\"conversions\":[],\"initializer\":\"initialize_geometry_Geometry\",\"leanVersion\":\"4.28.0\",\"module\":\"Geometry\",\"package\":\"geometry\",\"schema\":1}", 160, 160);
return x_1;
}
}
LEAN_EXPORT lean_object* Geometry_meta_json(lean_object* x_1) {
_start:
{
lean_object* x_2; 
x_2 = lp_geometry_Geometry__meta__json___closed__0;
return x_2;
}
}
lean_object* initialize_Init(uint8_t builtin);
lean_object* initialize_LeanPy_LeanPy(uint8_t builtin);
static bool _G_initialized = false;
LEAN_EXPORT lean_object* initialize_geometry_Geometry(uint8_t builtin) {
lean_object * res;
if (_G_initialized) return lean_io_result_mk_ok(lean_box(0));
_G_initialized = true;
res = initialize_Init(builtin);
if (lean_io_result_is_error(res)) return res;
lean_dec_ref(res);
res = initialize_LeanPy_LeanPy(builtin);
if (lean_io_result_is_error(res)) return res;
lean_dec_ref(res);
lp_geometry_Geometry__funcs__json___closed__0 = _init_lp_geometry_Geometry__funcs__json___closed__0();
lean_mark_persistent(lp_geometry_Geometry__funcs__json___closed__0);
lp_geometry_Geometry__types__json___closed__0 = _init_lp_geometry_Geometry__types__json___closed__0();
lean_mark_persistent(lp_geometry_Geometry__types__json___closed__0);
lp_geometry_Geometry__meta__json___closed__0 = _init_lp_geometry_Geometry__meta__json___closed__0();
lean_mark_persistent(lp_geometry_Geometry__meta__json___closed__0);
return lean_io_result_mk_ok(lean_box(0));
}
#ifdef __cplusplus
}
#endif
