//! [`Verdict`]: the status of a whole proof, as the kernel's check decides it.

use super::action::MetaAction;
use super::exception::unexpected;
use super::handle::Elaborator;
use super::proof_state::ProofState;
use crate::kernel::list::{array, items, pair};
use crate::kernel::meta::{
    CORE_CONTEXT, CORE_CONTEXT_BASE, CORE_STATE, LEVEL_PARAMS, LOCAL_DECL, LOCAL_DECL_LET, META_CONTEXT, META_STATE,
    MVAR_DECL, core_context_base, core_state, level_params, local_decl, meta_context, meta_state, mvar_decl,
};
use crate::kernel::{
    CancelToken, Declaration, Environment, Expr, Hints, KernelError, KernelExceptionKind, Limits, Name, Safety,
};
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::ProofStatus;

/// The status of a proof.
pub(in crate::server) struct Verdict {
    pub(in crate::server) status: ProofStatus,
    /// The axioms that a completed proof uses.
    pub(in crate::server) axioms: Vec<String>,
}

impl From<ProofStatus> for Verdict {
    fn from(status: ProofStatus) -> Self {
        Verdict { status, axioms: Vec::new() }
    }
}

/// The axiom behind `sorry`.
const SORRY: &str = "sorryAx";

/// `Lean.BinderInfo.implicit`.
const IMPLICIT: u8 = 1;

impl Elaborator {
    /// The status of the proof of the root goal.
    ///
    /// A proof is completed only if the kernel has accepted it: the proof as a function of the goal's hypotheses, against
    /// the goal as a statement about all of them.
    pub(in crate::server) fn verdict(&self, state: &ProofState, cancel: &CancelToken) -> Result<Verdict, Interrupt> {
        let state = state.parts()?;
        if items(state.goals.as_obj()).next().is_some() {
            return Ok(ProofStatus::OpenGoals.into());
        }
        let mut roots = items(state.root_goals.as_obj());
        let (Some(root), None) = (roots.next(), roots.next()) else { return Ok(ProofStatus::NotVerified.into()) };
        let metavariables = META_STATE.fields(state.meta_state.as_obj())?.object(meta_state::MCTX).as_obj();
        // SAFETY: a metavariable context and the state's root goal.
        let (goal, proof) = unsafe {
            let goal = self.meta.find_mvar(metavariables, root.as_obj());
            (goal, self.info.assignment(metavariables, root.as_obj()))
        };
        let (Some(goal), Some(proof)) = (goal.as_obj().field(0), proof.as_obj().owned_field(0)) else {
            return Ok(ProofStatus::Error("Goal not assigned".to_owned()).into());
        };
        let goal = MVAR_DECL.fields(goal)?;
        let (local, ty) = (goal.object(mvar_decl::LOCAL_CONTEXT), goal.object(mvar_decl::TYPE));
        let mut action = self.meta_action(&state, cancel)?;
        let context = META_CONTEXT.fields(action.meta_context.as_obj())?;
        action.meta_context = context.with([(meta_context::LOCAL_CONTEXT, local.clone())]);
        // SAFETY: a type and a term in the local context of the action.
        let (statement, value) = unsafe {
            let variables = self.hypotheses(local.as_obj())?;
            (self.close_type(&action, &variables, ty)?, self.close_term(&action, &variables, proof)?)
        };
        // The kernel rejects level metavariables itself, as in the REPL.
        if statement.has_term_metavariable() || value.has_term_metavariable() {
            return Ok(ProofStatus::ContainsMetavariables.into());
        }
        let rejected = match self.check(&action, &statement, &value, cancel) {
            Ok(environment) => return self.accepted(&environment, cancel),
            Err(rejected) => rejected,
        };
        let why = format!("kernel type check failed: {rejected}");
        let kind = match &rejected {
            KernelError::Exception(exception) => exception.kind(),
            KernelError::TooDeep { .. } => &KernelExceptionKind::DeepRecursion,
            _ => return Err(rejected.into()),
        };
        match kind {
            KernelExceptionKind::Interrupted => Err(Interrupt::Cancelled),
            KernelExceptionKind::DeclTypeMismatch => {
                // SAFETY: as above.
                let (found, expected) = unsafe { (self.type_of(&action, proof)?, self.instantiate(&action, ty)?) };
                let mismatch = |found| format!("proof has type {found} but root goal has type {expected}");
                Ok(ProofStatus::Error(found.map_or(why, mismatch)).into())
            }
            _ => Ok(ProofStatus::Error(why).into()),
        }
    }

    /// Has the kernel check the proof, as a definition without a name.
    fn check(
        &self,
        action: &MetaAction,
        statement: &Expr,
        value: &Expr,
        cancel: &CancelToken,
    ) -> Result<Environment, KernelError> {
        let declaration = Declaration::Definition {
            name: self.kernel.anonymous()?,
            level_params: self.level_params(&[statement, value])?,
            ty: statement.clone(),
            value: value.clone(),
            hints: Hints::Opaque,
            safety: Safety::Safe,
        };
        let base = CORE_CONTEXT_BASE.fields(CORE_CONTEXT.fields(action.core_context.as_obj())?.object(0).as_obj())?;
        // As in Lean, 0 means no limit.
        let heartbeats = base.object(core_context_base::MAX_HEARTBEATS).as_obj().as_scalar().filter(|&most| most != 0);
        let limits = Limits { heartbeats, cancel: Some(cancel.clone()) };
        let state = action.core_state.get();
        let environment = CORE_STATE.fields(state.as_obj())?.object(core_state::ENVIRONMENT).clone();
        // SAFETY: the field is an environment.
        let environment = unsafe { Environment::from_object(environment) };
        environment.add_within(&declaration, &limits)
    }

    /// The status of a proof that the kernel has accepted and added to `environment`.
    fn accepted(&self, environment: &Environment, cancel: &CancelToken) -> Result<Verdict, Interrupt> {
        let axioms = match environment.axioms_until(&self.kernel.anonymous()?, cancel) {
            Ok(axioms) => axioms.unwrap_or_default(),
            Err(KernelError::Cancelled) => return Err(Interrupt::Cancelled),
            Err(error) => return Err(error.into()),
        };
        let axioms: Vec<String> = axioms.iter().map(Name::to_string).collect();
        if axioms.iter().any(|axiom| axiom == SORRY) {
            return Ok(ProofStatus::ContainsSorry.into());
        }
        Ok(Verdict { status: ProofStatus::Completed, axioms })
    }

    /// The hypotheses of a local context, an `Array Expr`. Auxiliary declarations are left out: they stand for the
    /// definition in progress, and a proof must not use itself.
    ///
    /// # Safety
    /// `local` is a `Lean.LocalContext`.
    unsafe fn hypotheses(&self, local: ObjRef<'_>) -> Result<LeanObj, KernelError> {
        // SAFETY: as ours.
        let declarations = unsafe { self.local_declarations(local)? };
        let mut variables = Vec::new();
        for declaration in &declarations {
            let is_let = matches!(declaration.kind(), ObjectKind::Constructor { tag, .. } if tag == LOCAL_DECL_LET.tag);
            let fields = if is_let { LOCAL_DECL_LET } else { LOCAL_DECL }.fields(declaration.as_obj())?;
            if fields.byte(local_decl::KIND) != local_decl::AUXILIARY {
                // SAFETY: a free variable's identifier is a name.
                let name = unsafe { Name::from_object(fields.object(local_decl::VARIABLE).clone()) };
                variables.push(Expr::free_variable(&name).object().clone());
            }
        }
        Ok(array(variables))
    }

    /// `∀ variables, ty`.
    ///
    /// # Safety
    /// `variables` is an `Array Expr` of free variables, `ty` an `Expr`, in the action's context.
    unsafe fn close_type(&self, action: &MetaAction, variables: &LeanObj, ty: &LeanObj) -> Result<Expr, Interrupt> {
        // SAFETY: as ours; the flags are the defaults.
        unsafe {
            let ty = self.instantiate(action, ty)?.object().clone();
            let (mc, ms, cc, cs) = action.as_objs();
            let closed = self.meta.mk_forall(variables.as_obj(), ty, 0, 1, 1, IMPLICIT, mc, ms, cc, cs);
            let closed = closed.map_err(|error| self.action_error(error).into_interrupt("cannot close the goal"))?;
            Ok(self.instantiate(action, &closed)?)
        }
    }

    /// `fun variables => e`.
    ///
    /// # Safety
    /// As [`close_type`](Self::close_type).
    unsafe fn close_term(&self, action: &MetaAction, variables: &LeanObj, e: &LeanObj) -> Result<Expr, Interrupt> {
        // SAFETY: as ours; the flags are the defaults.
        unsafe {
            let e = self.instantiate(action, e)?.object().clone();
            let (mc, ms, cc, cs) = action.as_objs();
            let closed = self.meta.mk_lambda(variables.as_obj(), e, 0, 1, 0, 1, IMPLICIT, mc, ms, cc, cs);
            let closed = closed.map_err(|error| self.action_error(error).into_interrupt("cannot close the proof"))?;
            Ok(self.instantiate(action, &closed)?)
        }
    }

    /// The term with its assigned metavariables instantiated.
    ///
    /// # Safety
    /// `e` is an `Expr` of the action's context.
    unsafe fn instantiate(&self, action: &MetaAction, e: &LeanObj) -> Result<Expr, KernelError> {
        let state = action.meta_state.get();
        let metavariables = META_STATE.fields(state.as_obj())?.object(meta_state::MCTX).clone();
        // SAFETY: a metavariable context and a term in it; the function returns a term and a context.
        unsafe {
            let instantiated = self.meta.instantiate_mvars(metavariables, e.clone());
            Ok(Expr::from_object(pair(instantiated.as_obj())?.0.to_obj()))
        }
    }

    /// The type of a term, if the elaborator can infer one.
    ///
    /// # Safety
    /// As [`instantiate`](Self::instantiate).
    unsafe fn type_of(&self, action: &MetaAction, e: &LeanObj) -> Result<Option<Expr>, KernelError> {
        // SAFETY: as ours.
        unsafe {
            let e = self.instantiate(action, e)?.object().clone();
            let (mc, ms, cc, cs) = action.as_objs();
            let found = self.meta.infer_type(e, mc.to_obj(), ms.to_obj(), cc.to_obj(), cs.to_obj());
            found.ok().map(|found| self.instantiate(action, &found)).transpose()
        }
    }

    /// The universe parameters in terms.
    fn level_params(&self, terms: &[&Expr]) -> Result<Vec<Name>, KernelError> {
        let found = terms.iter().fold(self.meta.no_level_params(), |found, term| {
            // SAFETY: the state of the collection, and a term.
            unsafe { self.meta.collect_level_params(found, term.object().clone()) }
        });
        let names = LEVEL_PARAMS.fields(found.as_obj())?.object(level_params::NAMES).as_obj();
        let names = names.elements().ok_or_else(|| unexpected("the universe parameters"))?;
        // SAFETY: the elements are names.
        Ok(names.iter().map(|name| unsafe { Name::from_object((*name).to_obj()) }).collect())
    }
}

/// Tests with assignments that no tactic makes, which the public API cannot reach.
#[cfg(test)]
mod tests {
    use super::super::header::Importing;
    use super::super::proof_state::ProofParts;
    use super::*;
    use crate::Runtime;
    use crate::kernel::SearchPath;
    use crate::server::SharedImports;
    use crate::server::protocol::CommandOptions;
    use crate::sys::lean_object;

    /// The constants that `sorry` elaborates to: it stores its position in a name.
    const TEXT: &str = "prelude\naxiom Bool : Type\naxiom Bool.false : Bool\naxiom Bool.true : Bool\n\
        axiom sorryAx.{u} (α : Sort u) (synthetic : Bool) : α\n\
        axiom Nat : Type\naxiom String : Type\naxiom Lean.Name : Type\n\
        axiom P : Prop\naxiom Q : Prop\naxiom p : P\naxiom q : Q\ntheorem t : P := sorry";

    /// A proof state whose goal is `P`.
    struct Proof {
        elaborator: &'static Elaborator,
        state: ProofState,
        cancel: CancelToken,
    }

    impl Proof {
        fn begin(runtime: &'static Runtime) -> Proof {
            let elaborator = Elaborator::get(runtime).unwrap();
            let cancel = elaborator.kernel.cancel_token().unwrap();
            let (search_path, imports) = (SearchPath::default(), SharedImports::new());
            let importing = Importing { search_path: &search_path, imports: &imports, options: &[] };
            let options = CommandOptions::default();
            let done = elaborator.elaborate(None, TEXT, "Test.lean", &options, importing, &cancel);
            let Ok(mut done) = done else { panic!("the text is elaborated") };
            let (_, state) = done.report.take_sorries().remove(0);
            Proof { elaborator, state, cancel }
        }

        fn constant(&self, name: &str) -> Expr {
            Expr::constant(&self.elaborator.kernel.name(name).unwrap(), &[])
        }

        /// The status after `value` was assigned to the goal, with no goals left.
        fn status(&self, value: Option<&Expr>) -> String {
            let parts = self.state.parts().unwrap();
            let goal = items(parts.root_goals.as_obj()).next().unwrap().clone();
            let fields = META_STATE.fields(parts.meta_state.as_obj()).unwrap();
            let mut metavariables = fields.object(meta_state::MCTX).clone();
            if let Some(value) = value {
                let library = self.elaborator.kernel.runtime().shared_library();
                let assign = library.symbol("lean_assign_mvar").unwrap();
                type Assign = unsafe extern "C" fn(*mut lean_object, *mut lean_object, *mut lean_object) -> u64;
                // SAFETY: `assignExprMVarExp (m : MetavarContext) (mvarId : MVarId) (val : Expr) : MetavarContext`
                // (`Lean/MetavarContext.lean`), exported, which consumes its arguments.
                metavariables = unsafe {
                    let assign = std::mem::transmute::<*mut std::ffi::c_void, Assign>(assign);
                    let value = value.object().clone();
                    LeanObj::from_word(assign(metavariables.into_raw(), goal.into_raw(), value.into_raw()))
                };
            }
            let meta_state = fields.with([(meta_state::MCTX, metavariables)]);
            self.status_of(ProofParts { meta_state, goals: LeanObj::scalar(0), ..parts })
        }

        fn status_of(&self, parts: ProofParts) -> String {
            let Ok(verdict) = self.elaborator.verdict(&ProofState::new(parts), &self.cancel) else { panic!() };
            verdict.status.to_string()
        }
    }

    #[test]
    fn nothing_is_completed_that_the_kernel_has_not_accepted() {
        let runtime = Runtime::for_tests();
        let _guard = runtime.attach();
        let proof = Proof::begin(runtime);
        assert_eq!(proof.status(Some(&proof.constant("p"))), "Completed");
        assert_eq!(proof.status(None), "Error: Goal not assigned");
        let wrong = proof.status(Some(&proof.constant("q")));
        assert_eq!(wrong, "Error: proof has type Q but root goal has type P");
        let name = proof.elaborator.kernel.name("nowhere").unwrap();
        assert_eq!(proof.status(Some(&Expr::metavariable(&name))), "Incomplete: contains metavariable(s)");
        let free = proof.status(Some(&Expr::free_variable(&name)));
        assert!(free.starts_with("Error: kernel type check failed: (kernel) declaration has free variables"), "{free}");
        let unknown = proof.status(Some(&proof.constant("nowhere")));
        assert_eq!(unknown, "Error: kernel type check failed: (kernel) unknown constant 'nowhere'");
        let ill_typed = proof.status(Some(&proof.constant("p").app(&proof.constant("p"))));
        assert!(ill_typed.starts_with("Error: kernel type check failed: (kernel) function expected"), "{ill_typed}");
        let parts = proof.state.parts().unwrap();
        assert_eq!(proof.status_of(parts), "Incomplete: open goals remain");
        let none = || LeanObj::scalar(0);
        let parts = ProofParts { goals: none(), root_goals: none(), ..proof.state.parts().unwrap() };
        assert_eq!(proof.status_of(parts), "Not verified: more than one initial goal");
    }
}
