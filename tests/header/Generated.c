// Lean compiler output
// Module: Generated
// Imports:
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
LEAN_EXPORT lean_object* l_instInhabitedNat;
LEAN_EXPORT lean_object* l_instOfNatNat(lean_object*);
LEAN_EXPORT lean_object* l_instOfNatNat___boxed(lean_object*);
static const lean_ctor_object l_instInhabitedString___closed__0_value = {.m_header = {.m_rc = 0, .m_cs_sz = sizeof(lean_ctor_object) + sizeof(void*)*1 + 0, .m_other = 1, .m_tag = 0}, .m_objs = {((lean_object*)(((size_t)(0) << 1) | 1))}};
static const lean_object* l_instInhabitedString___closed__0 = (const lean_object*)&l_instInhabitedString___closed__0_value;
LEAN_EXPORT const lean_object* l_instInhabitedString = (const lean_object*)&l_instInhabitedString___closed__0_value;
lean_object* lean_nat_add(lean_object*, lean_object*);
LEAN_EXPORT lean_object* l_Nat_add___boxed(lean_object*, lean_object*);
lean_object* lean_nat_mul(lean_object*, lean_object*);
LEAN_EXPORT lean_object* l_Nat_mul___boxed(lean_object*, lean_object*);
lean_object* lean_string_append(lean_object*, lean_object*);
LEAN_EXPORT lean_object* l_String_append___boxed(lean_object*, lean_object*);
LEAN_EXPORT lean_object* generated_mirror(lean_object*);
LEAN_EXPORT lean_object* l_compose___redArg(lean_object*, lean_object*, lean_object*);
LEAN_EXPORT lean_object* l_compose(lean_object*, lean_object*, lean_object*, lean_object*);
LEAN_EXPORT lean_object* l_twice___redArg(lean_object*, lean_object*);
LEAN_EXPORT lean_object* l_twice(lean_object*, lean_object*, lean_object*);
LEAN_EXPORT lean_object* l_combine(lean_object*, lean_object*, lean_object*);
LEAN_EXPORT lean_object* l_combine___boxed(lean_object*, lean_object*, lean_object*);
static const lean_closure_object l_closures___closed__0_value = {.m_header = {.m_rc = 0, .m_cs_sz = sizeof(lean_closure_object) + sizeof(void*)*2, .m_other = 0, .m_tag = 245}, .m_fun = (void*)l_combine___boxed, .m_arity = 3, .m_num_fixed = 2, .m_objs = {((lean_object*)(((size_t)(2) << 1) | 1)),((lean_object*)(((size_t)(3) << 1) | 1))} };
static const lean_object* l_closures___closed__0 = (const lean_object*)&l_closures___closed__0_value;
LEAN_EXPORT lean_object* generated_closures(lean_object*);
static lean_once_cell_t l_big___redArg___closed__0_once = LEAN_ONCE_CELL_INITIALIZER;
static lean_object* l_big___redArg___closed__0;
LEAN_EXPORT lean_object* l_big___redArg();
LEAN_EXPORT lean_object* l_big___redArg___boxed(lean_object*);
static lean_once_cell_t l_big___closed__0_once = LEAN_ONCE_CELL_INITIALIZER;
static lean_object* l_big___closed__0;
LEAN_EXPORT lean_object* generated_big(lean_object*);
static const lean_string_object l_greeting___closed__0_value = {.m_header = {.m_rc = 0, .m_cs_sz = 0, .m_other = 0, .m_tag = 249}, .m_size = 8, .m_capacity = 8, .m_length = 7, .m_data = "hello, "};
static const lean_object* l_greeting___closed__0 = (const lean_object*)&l_greeting___closed__0_value;
static const lean_string_object l_greeting___closed__1_value = {.m_header = {.m_rc = 0, .m_cs_sz = 0, .m_other = 0, .m_tag = 249}, .m_size = 10, .m_capacity = 10, .m_length = 4, .m_data = " ∀ 🦀"};
static const lean_object* l_greeting___closed__1 = (const lean_object*)&l_greeting___closed__1_value;
LEAN_EXPORT lean_object* generated_greeting(lean_object*);
static const lean_ctor_object l_list___closed__0_value = {.m_header = {.m_rc = 0, .m_cs_sz = sizeof(lean_ctor_object) + sizeof(void*)*2 + 0, .m_other = 2, .m_tag = 1}, .m_objs = {((lean_object*)(((size_t)(3) << 1) | 1)),((lean_object*)(((size_t)(0) << 1) | 1))}};
static const lean_object* l_list___closed__0 = (const lean_object*)&l_list___closed__0_value;
static const lean_ctor_object l_list___closed__1_value = {.m_header = {.m_rc = 0, .m_cs_sz = sizeof(lean_ctor_object) + sizeof(void*)*2 + 0, .m_other = 2, .m_tag = 1}, .m_objs = {((lean_object*)(((size_t)(2) << 1) | 1)),((lean_object*)&l_list___closed__0_value)}};
static const lean_object* l_list___closed__1 = (const lean_object*)&l_list___closed__1_value;
static const lean_ctor_object l_list___closed__2_value = {.m_header = {.m_rc = 0, .m_cs_sz = sizeof(lean_ctor_object) + sizeof(void*)*2 + 0, .m_other = 2, .m_tag = 1}, .m_objs = {((lean_object*)(((size_t)(1) << 1) | 1)),((lean_object*)&l_list___closed__1_value)}};
static const lean_object* l_list___closed__2 = (const lean_object*)&l_list___closed__2_value;
LEAN_EXPORT const lean_object* generated_list = (const lean_object*)&l_list___closed__2_value;
LEAN_EXPORT lean_object* l_choose(uint8_t, lean_object*);
LEAN_EXPORT lean_object* l_choose___boxed(lean_object*, lean_object*);
LEAN_EXPORT lean_object* generated_tree(lean_object*, lean_object*);
static lean_object* _init_l_instInhabitedNat(void){
_start:
{
lean_object* v___x_1_; 
v___x_1_ = lean_unsigned_to_nat(0u);
return v___x_1_;
}
}
LEAN_EXPORT lean_object* l_instOfNatNat(lean_object* v_n_2_){
_start:
{
lean_inc(v_n_2_);
return v_n_2_;
}
}
LEAN_EXPORT lean_object* l_instOfNatNat___boxed(lean_object* v_n_3_){
_start:
{
lean_object* v_res_4_; 
v_res_4_ = l_instOfNatNat(v_n_3_);
lean_dec(v_n_3_);
return v_res_4_;
}
}
LEAN_EXPORT lean_object* l_Nat_add___boxed(lean_object* v_a_10_, lean_object* v_b_11_){
_start:
{
lean_object* v_res_12_; 
v_res_12_ = lean_nat_add(v_a_10_, v_b_11_);
lean_dec(v_b_11_);
lean_dec(v_a_10_);
return v_res_12_;
}
}
LEAN_EXPORT lean_object* l_Nat_mul___boxed(lean_object* v_a_15_, lean_object* v_b_16_){
_start:
{
lean_object* v_res_17_; 
v_res_17_ = lean_nat_mul(v_a_15_, v_b_16_);
lean_dec(v_b_16_);
lean_dec(v_a_15_);
return v_res_17_;
}
}
LEAN_EXPORT lean_object* l_String_append___boxed(lean_object* v_a_20_, lean_object* v_b_21_){
_start:
{
lean_object* v_res_22_; 
v_res_22_ = lean_string_append(v_a_20_, v_b_21_);
lean_dec_ref(v_b_21_);
return v_res_22_;
}
}
LEAN_EXPORT lean_object* generated_mirror(lean_object* v_t_23_){
_start:
{
if (lean_obj_tag(v_t_23_) == 0)
{
return v_t_23_;
}
else
{
lean_object* v_l_24_; lean_object* v_v_25_; lean_object* v_r_26_; lean_object* v___x_28_; uint8_t v_isShared_29_; uint8_t v_isSharedCheck_35_; 
v_l_24_ = lean_ctor_get(v_t_23_, 0);
v_v_25_ = lean_ctor_get(v_t_23_, 1);
v_r_26_ = lean_ctor_get(v_t_23_, 2);
v_isSharedCheck_35_ = !lean_is_exclusive(v_t_23_);
if (v_isSharedCheck_35_ == 0)
{
v___x_28_ = v_t_23_;
v_isShared_29_ = v_isSharedCheck_35_;
goto v_resetjp_27_;
}
else
{
lean_inc(v_r_26_);
lean_inc(v_v_25_);
lean_inc(v_l_24_);
lean_dec(v_t_23_);
v___x_28_ = lean_box(0);
v_isShared_29_ = v_isSharedCheck_35_;
goto v_resetjp_27_;
}
v_resetjp_27_:
{
lean_object* v___x_30_; lean_object* v___x_31_; lean_object* v___x_33_; 
v___x_30_ = lean_unsigned_to_nat(7u);
v___x_31_ = lean_nat_add(v_v_25_, v___x_30_);
lean_dec(v_v_25_);
if (v_isShared_29_ == 0)
{
lean_ctor_set(v___x_28_, 2, v_l_24_);
lean_ctor_set(v___x_28_, 1, v___x_31_);
lean_ctor_set(v___x_28_, 0, v_r_26_);
v___x_33_ = v___x_28_;
goto v_reusejp_32_;
}
else
{
lean_object* v_reuseFailAlloc_34_; 
v_reuseFailAlloc_34_ = lean_alloc_ctor(1, 3, 0);
lean_ctor_set(v_reuseFailAlloc_34_, 0, v_r_26_);
lean_ctor_set(v_reuseFailAlloc_34_, 1, v___x_31_);
lean_ctor_set(v_reuseFailAlloc_34_, 2, v_l_24_);
v___x_33_ = v_reuseFailAlloc_34_;
goto v_reusejp_32_;
}
v_reusejp_32_:
{
return v___x_33_;
}
}
}
}
}
LEAN_EXPORT lean_object* l_compose___redArg(lean_object* v_f_36_, lean_object* v_g_37_, lean_object* v_x_38_){
_start:
{
lean_object* v___x_39_; lean_object* v___x_40_; 
v___x_39_ = lean_apply_1(v_g_37_, v_x_38_);
v___x_40_ = lean_apply_1(v_f_36_, v___x_39_);
return v___x_40_;
}
}
LEAN_EXPORT lean_object* l_compose(lean_object* v_00_u03b1_41_, lean_object* v_f_42_, lean_object* v_g_43_, lean_object* v_x_44_){
_start:
{
lean_object* v___x_45_; 
v___x_45_ = l_compose___redArg(v_f_42_, v_g_43_, v_x_44_);
return v___x_45_;
}
}
LEAN_EXPORT lean_object* l_twice___redArg(lean_object* v_f_46_, lean_object* v_x_47_){
_start:
{
lean_object* v___x_48_; 
lean_inc(v_f_46_);
v___x_48_ = l_compose___redArg(v_f_46_, v_f_46_, v_x_47_);
return v___x_48_;
}
}
LEAN_EXPORT lean_object* l_twice(lean_object* v_00_u03b1_49_, lean_object* v_f_50_, lean_object* v_x_51_){
_start:
{
lean_object* v___x_52_; 
v___x_52_ = l_twice___redArg(v_f_50_, v_x_51_);
return v___x_52_;
}
}
LEAN_EXPORT lean_object* l_combine(lean_object* v_a_53_, lean_object* v_b_54_, lean_object* v_c_55_){
_start:
{
lean_object* v___x_56_; lean_object* v___x_57_; 
v___x_56_ = lean_nat_mul(v_a_53_, v_b_54_);
v___x_57_ = lean_nat_add(v___x_56_, v_c_55_);
lean_dec(v___x_56_);
return v___x_57_;
}
}
LEAN_EXPORT lean_object* l_combine___boxed(lean_object* v_a_58_, lean_object* v_b_59_, lean_object* v_c_60_){
_start:
{
lean_object* v_res_61_; 
v_res_61_ = l_combine(v_a_58_, v_b_59_, v_c_60_);
lean_dec(v_c_60_);
lean_dec(v_b_59_);
lean_dec(v_a_58_);
return v_res_61_;
}
}
LEAN_EXPORT lean_object* generated_closures(lean_object* v_n_65_){
_start:
{
lean_object* v___x_66_; lean_object* v___x_67_; 
v___x_66_ = ((lean_object*)(l_closures___closed__0));
v___x_67_ = l_twice___redArg(v___x_66_, v_n_65_);
return v___x_67_;
}
}
static lean_object* _init_l_big___redArg___closed__0(void){
_start:
{
lean_object* v___x_68_; 
v___x_68_ = lean_cstr_to_nat("1000000000000000000000000000005");
return v___x_68_;
}
}
LEAN_EXPORT lean_object* l_big___redArg(){
_start:
{
lean_object* v___x_70_; 
v___x_70_ = lean_obj_once(&l_big___redArg___closed__0, &l_big___redArg___closed__0_once, _init_l_big___redArg___closed__0);
return v___x_70_;
}
}
LEAN_EXPORT lean_object* l_big___redArg___boxed(lean_object* v___dummy_71_){
_start:
{
lean_object* v_res_72_; 
v_res_72_ = l_big___redArg();
return v_res_72_;
}
}
static lean_object* _init_l_big___closed__0(void){
_start:
{
lean_object* v___x_73_; 
v___x_73_ = l_big___redArg();
return v___x_73_;
}
}
LEAN_EXPORT lean_object* generated_big(lean_object* v_x_74_){
_start:
{
lean_object* v___x_75_; 
v___x_75_ = lean_obj_once(&l_big___closed__0, &l_big___closed__0_once, _init_l_big___closed__0);
return v___x_75_;
}
}
LEAN_EXPORT lean_object* generated_greeting(lean_object* v_name_78_){
_start:
{
lean_object* v___x_79_; lean_object* v___x_80_; lean_object* v___x_81_; lean_object* v___x_82_; 
v___x_79_ = ((lean_object*)(l_greeting___closed__0));
v___x_80_ = lean_string_append(v___x_79_, v_name_78_);
lean_dec_ref(v_name_78_);
v___x_81_ = ((lean_object*)(l_greeting___closed__1));
v___x_82_ = lean_string_append(v___x_80_, v___x_81_);
return v___x_82_;
}
}
LEAN_EXPORT lean_object* l_choose(uint8_t v_b_93_, lean_object* v_t_94_){
_start:
{
if (v_b_93_ == 0)
{
return v_t_94_;
}
else
{
lean_object* v___x_95_; 
v___x_95_ = generated_mirror(v_t_94_);
return v___x_95_;
}
}
}
LEAN_EXPORT lean_object* l_choose___boxed(lean_object* v_b_96_, lean_object* v_t_97_){
_start:
{
uint8_t v_b_boxed_98_; lean_object* v_res_99_; 
v_b_boxed_98_ = lean_unbox(v_b_96_);
v_res_99_ = l_choose(v_b_boxed_98_, v_t_97_);
return v_res_99_;
}
}
LEAN_EXPORT lean_object* generated_tree(lean_object* v_n_100_, lean_object* v_t_101_){
_start:
{
uint8_t v___x_102_; lean_object* v___x_103_; lean_object* v___x_104_; lean_object* v___x_105_; uint8_t v___x_106_; lean_object* v___x_107_; lean_object* v___x_108_; 
v___x_102_ = 1;
lean_inc(v_t_101_);
v___x_103_ = l_choose(v___x_102_, v_t_101_);
v___x_104_ = lean_obj_once(&l_big___closed__0, &l_big___closed__0_once, _init_l_big___closed__0);
v___x_105_ = lean_nat_add(v___x_104_, v_n_100_);
lean_dec(v_n_100_);
v___x_106_ = 0;
v___x_107_ = l_choose(v___x_106_, v_t_101_);
v___x_108_ = lean_alloc_ctor(1, 3, 0);
lean_ctor_set(v___x_108_, 0, v___x_103_);
lean_ctor_set(v___x_108_, 1, v___x_105_);
lean_ctor_set(v___x_108_, 2, v___x_107_);
return v___x_108_;
}
}
void lean_initialize_runtime_module();
static bool _G_initialized = false;
LEAN_EXPORT lean_object* initialize_Generated(uint8_t builtin) {
lean_object * res;
if (_G_initialized) return lean_io_result_mk_ok(lean_box(0));
_G_initialized = true;
lean_initialize_runtime_module();
l_instInhabitedNat = _init_l_instInhabitedNat();
lean_mark_persistent(l_instInhabitedNat);
return lean_io_result_mk_ok(lean_box(0));
}
#ifdef __cplusplus
}
#endif
