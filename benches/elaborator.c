/* Lean's elaborator driven by hand-written C: what `elaborator.rs` compares with. It trusts its caller and checks nothing. */
#include <lean/lean.h>

extern lean_object * l_Lean_searchPathRef, * l_Lean_MessageLog_empty, * l_Lean_firstFrontendMacroScope;
extern lean_object * l_Lean_Parser_instInhabitedModuleParserState_default;
lean_object * lean_st_mk_ref(lean_object *);
lean_object * lean_st_ref_get(b_lean_obj_arg);
lean_object * lean_st_ref_swap(b_lean_obj_arg, lean_object *);
lean_object * lean_enable_initializer_execution(void);
lean_object * lean_options_get_empty(lean_object *);
lean_object * lean_compacted_region_save(b_lean_obj_arg, b_lean_obj_arg, b_lean_obj_arg, b_lean_obj_arg, lean_object *, uint8_t);
lean_object * lean_compacted_region_read(b_lean_obj_arg, b_lean_obj_arg);
lean_object * l_Lean_Name_mkStr1(lean_object *);
lean_object * l_Lean_Parser_mkInputContext___redArg(lean_object *, lean_object *, uint8_t, lean_object *);
lean_object * l_Lean_Parser_parseHeader(lean_object *);
lean_object * l_Lean_Parser_parseCommand(lean_object *, lean_object *, lean_object *, lean_object *);
uint8_t l_Lean_Parser_isTerminalCommand(lean_object *);
lean_object * l_Lean_Elab_processHeader(lean_object *, lean_object *, lean_object *, lean_object *, uint32_t, lean_object *,
                                        uint8_t, lean_object *);
lean_object * l_Lean_Elab_Command_mkState(lean_object *, lean_object *, lean_object *);
lean_object * l_Lean_Elab_Command_elabCommandTopLevel(lean_object *, lean_object *, b_lean_obj_arg, b_lean_obj_arg);
lean_object * l_Lean_MessageLog_toArray___boxed(lean_object *);
lean_object * l_Lean_Message_toJson___boxed(lean_object *, lean_object *);
lean_object * l_Lean_Json_compress(lean_object *);

static lean_object * field(b_lean_obj_arg object, unsigned i) {
    lean_object * result = lean_ctor_get(object, i);
    lean_inc(result);
    return result;
}

static lean_object * persistent(lean_object * object) {
    lean_inc(object);
    return object;
}

static lean_object * input(const char * text) {
    return l_Lean_Parser_mkInputContext___redArg(lean_mk_string(text), lean_mk_string("<input>"), 1, lean_box(strlen(text)));
}

/* Every message of a log as JSON; how many bytes that is. */
static uint64_t messages(lean_object * log) {
    uint64_t bytes = 0;
    lean_object * array = l_Lean_MessageLog_toArray___boxed(log);
    for (size_t i = 0; i < lean_array_size(array); i++) {
        lean_object * message = lean_array_get_core(array, i);
        lean_inc(message);
        lean_object * json = l_Lean_Json_compress(l_Lean_Message_toJson___boxed(message, lean_box(0)));
        bytes += lean_string_size(json);
        lean_dec(json);
    }
    lean_dec(array);
    return bytes;
}

/* Elaborates to the end of the input; consumes everything. */
static lean_object * commands(lean_object * state, lean_object * input, lean_object * position, uint64_t * bytes) {
    for (int last = 0; !last;) {
        lean_object * scope = lean_ctor_get(lean_ctor_get(state, 2), 0);
        lean_object * parser_context = lean_alloc_ctor(0, 4, 0);
        lean_ctor_set(parser_context, 0, field(state, 0));
        for (unsigned i = 1; i < 4; i++) lean_ctor_set(parser_context, i, field(scope, i));
        lean_object * begin = field(position, 0);
        lean_inc(input);
        lean_object * parsed = l_Lean_Parser_parseCommand(input, parser_context, position, persistent(l_Lean_MessageLog_empty));
        lean_object * syntax = field(parsed, 0);
        position = field(lean_ctor_get(parsed, 1), 0);
        *bytes += messages(field(lean_ctor_get(parsed, 1), 1));
        lean_dec(parsed);
        lean_inc(syntax);
        last = l_Lean_Parser_isTerminalCommand(syntax);

        lean_object * context = lean_alloc_ctor(0, 10, 8);
        lean_object * fields[10] = {field(input, 1), field(input, 2), lean_box(0), begin, lean_box(0), lean_box(0),
                                    persistent(l_Lean_firstFrontendMacroScope), lean_box(0), lean_box(0), lean_box(0)};
        for (unsigned i = 0; i < 10; i++) lean_ctor_set(context, i, fields[i]);
        lean_ctor_set_uint8(context, 10 * sizeof(void *), 0);
        lean_object * reference = lean_st_mk_ref(state);
        lean_dec(l_Lean_Elab_Command_elabCommandTopLevel(syntax, lean_mk_empty_array(), context, reference));
        state = lean_st_ref_get(reference);
        lean_dec(reference);
        lean_dec(context);
        *bytes += messages(field(state, 1));
    }
    lean_dec(position);
    lean_dec(input);
    return state;
}

/* The state after `text`, a file with a header, whose imports are in `folder`. */
lean_object * baseline_file(const char * folder, const char * text) {
    lean_object * folders = lean_alloc_ctor(1, 2, 0);
    lean_ctor_set(folders, 0, lean_mk_string(folder));
    lean_ctor_set(folders, 1, lean_box(0));
    lean_mark_mt(folders);
    lean_dec(lean_st_ref_swap(l_Lean_searchPathRef, folders));
    lean_object * file = input(text);
    lean_inc(file);
    lean_object * parsed = l_Lean_Parser_parseHeader(file), * pair = lean_ctor_get(parsed, 0);
    lean_object * header = field(pair, 0), * position = field(lean_ctor_get(pair, 1), 0);
    lean_object * log = field(lean_ctor_get(pair, 1), 1);
    lean_dec(parsed);
    lean_dec(lean_enable_initializer_execution());
    lean_inc(file);
    lean_object * imported = l_Lean_Elab_processHeader(header, lean_options_get_empty(lean_box(0)), log, file, 0,
                                                       lean_mk_empty_array(), 1, lean_box(0));
    lean_object * environment = field(lean_ctor_get(imported, 0), 0);
    lean_dec(imported);
    lean_object * state =
        l_Lean_Elab_Command_mkState(environment, persistent(l_Lean_MessageLog_empty), lean_options_get_empty(lean_box(0)));
    uint64_t bytes = 0;
    return commands(state, file, position, &bytes);
}

uint64_t baseline_command(b_lean_obj_arg state, const char * text, uint64_t times) {
    uint64_t bytes = 0;
    for (uint64_t i = 0; i < times; i++) {
        lean_inc(state);
        lean_dec(commands(state, input(text), persistent(l_Lean_Parser_instInhabitedModuleParserState_default), &bytes));
    }
    return bytes;
}

/* Lets any number of threads use the state. */
void baseline_share(b_lean_obj_arg state) { lean_mark_mt(state); }

uint64_t baseline_pickle(b_lean_obj_arg state, const char * path, uint64_t times) {
    lean_object * file = lean_mk_string(path), * key = l_Lean_Name_mkStr1(lean_mk_string("state"));
    lean_object * dependencies = lean_mk_empty_array();
    for (uint64_t i = 0; i < times; i++)
        lean_dec(lean_compacted_region_save(file, key, state, dependencies, lean_box(0), 1));
    lean_dec(file);
    lean_dec(key);
    lean_dec(dependencies);
    return times;
}

uint64_t baseline_unpickle(const char * path, uint64_t times) {
    lean_object * file = lean_mk_string(path), * dependencies = lean_mk_empty_array();
    for (uint64_t i = 0; i < times; i++) lean_dec(lean_compacted_region_read(file, dependencies));
    lean_dec(file);
    lean_dec(dependencies);
    return times;
}

lean_object * lean_expr_mk_const(lean_object *, lean_object *);
lean_object * lean_expr_mk_app(lean_object *, lean_object *);
lean_object * l_Lean_Elab_Command_liftTermElabM___redArg(lean_object *, b_lean_obj_arg, b_lean_obj_arg);
lean_object * l_Lean_Meta_mkFreshExprMVar(lean_object *, uint8_t, lean_object *, b_lean_obj_arg, b_lean_obj_arg, b_lean_obj_arg,
                                          b_lean_obj_arg);
lean_object * l_Lean_Parser_runParserCategory(lean_object *, lean_object *, lean_object *, lean_object *);
lean_object * l_Lean_Elab_runTactic(lean_object *, lean_object *, lean_object *, lean_object *, b_lean_obj_arg, b_lean_obj_arg,
                                    b_lean_obj_arg, b_lean_obj_arg);
lean_object * l_Lean_Meta_ppGoal(b_lean_obj_arg, b_lean_obj_arg, b_lean_obj_arg, b_lean_obj_arg, b_lean_obj_arg);
lean_object * l_Std_Format_pretty(lean_object *, b_lean_obj_arg, lean_object *, lean_object *);

static lean_object * constant(const char * name) {
    return lean_expr_mk_const(l_Lean_Name_mkStr1(lean_mk_string(name)), lean_box(0));
}

/* The tactic `text` on the goal `And True True`, `times` times, each time from the same state; the new goals are printed. */
static lean_object * step(lean_object * text, lean_object * times, lean_object * term_context, lean_object * term_state,
                          lean_object * meta_context, lean_object * meta_state, lean_object * core_context,
                          lean_object * core_state, lean_object * world) {
    (void) world;
    lean_object * some = lean_alloc_ctor(1, 1, 0);
    lean_ctor_set(some, 0, lean_expr_mk_app(lean_expr_mk_app(constant("And"), constant("True")), constant("True")));
    lean_object * made =
        l_Lean_Meta_mkFreshExprMVar(some, 2, lean_box(0), meta_context, meta_state, core_context, core_state);
    lean_object * goal = field(lean_ctor_get(made, 0), 0);
    lean_object * meta = lean_st_ref_get(meta_state), * core = lean_st_ref_get(core_state);
    lean_object * term = lean_st_ref_get(term_state), * category = l_Lean_Name_mkStr1(lean_mk_string("tactic"));
    size_t bytes = 0;
    for (size_t i = 0; i < lean_unbox(times); i++) {
        lean_inc(category);
        lean_inc(text);
        lean_object * parsed =
            l_Lean_Parser_runParserCategory(field(core, 0), category, text, lean_mk_string("<input>"));
        lean_object * syntax = field(parsed, 0);
        lean_dec(parsed);
        lean_inc(meta);
        lean_inc(core);
        lean_inc(goal);
        lean_inc(term_context);
        lean_inc(term);
        lean_object * meta_ref = lean_st_mk_ref(meta), * core_ref = lean_st_mk_ref(core);
        lean_object * done =
            l_Lean_Elab_runTactic(goal, syntax, term_context, term, meta_context, meta_ref, core_context, core_ref);
        for (lean_object * goals = lean_ctor_get(lean_ctor_get(done, 0), 0); !lean_is_scalar(goals); goals = lean_ctor_get(goals, 1)) {
            lean_object * printed =
                l_Lean_Meta_ppGoal(lean_ctor_get(goals, 0), meta_context, meta_ref, core_context, core_ref);
            lean_object * string = l_Std_Format_pretty(field(printed, 0), lean_box(120), lean_box(0), lean_box(0));
            bytes += lean_string_size(string);
            lean_dec(string);
            lean_dec(printed);
        }
        lean_dec(done);
        lean_dec(meta_ref);
        lean_dec(core_ref);
    }
    lean_object * all[] = {text, made, goal, meta, core, term, category, term_context, term_state, meta_context, meta_state,
                           core_context, core_state};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) lean_dec(all[i]);
    lean_object * result = lean_alloc_ctor(0, 1, 0);
    lean_ctor_set(result, 0, lean_box(bytes));
    return result;
}

uint64_t baseline_step(b_lean_obj_arg state, const char * text, uint64_t times) {
    lean_object * file = input("");
    lean_object * context = lean_alloc_ctor(0, 10, 8);
    lean_object * fields[10] = {field(file, 1), field(file, 2), lean_box(0), lean_box(0), lean_box(0), lean_box(0),
                                persistent(l_Lean_firstFrontendMacroScope), lean_box(0), lean_box(0), lean_box(0)};
    for (unsigned i = 0; i < 10; i++) lean_ctor_set(context, i, fields[i]);
    lean_ctor_set_uint8(context, 10 * sizeof(void *), 0);
    lean_object * action = lean_alloc_closure((void *) step, 9, 2);
    lean_closure_set(action, 0, lean_mk_string(text));
    lean_closure_set(action, 1, lean_box(times));
    lean_inc(state);
    lean_object * reference = lean_st_mk_ref(state);
    lean_object * result = l_Lean_Elab_Command_liftTermElabM___redArg(action, context, reference);
    uint64_t bytes = lean_unbox(lean_ctor_get(result, 0));
    lean_dec(result);
    lean_dec(reference);
    lean_dec(context);
    lean_dec(file);
    return bytes;
}
