//! [`Executor`]: one job at a time on a thread with a large stack, each with a deadline.
//!
//! A job whose deadline passes is cancelled; it has a grace period to notice. If it does not, its thread is set aside: it
//! ends when the job ends, and a fresh thread takes the next job. No thread is ever killed.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::pending::{Pending, Promise, pending};

/// What stops a job.
pub(super) trait Cancel: Send + Sync + 'static {
    /// Asks the job to stop.
    fn cancel(&self);
}

/// How threads are made, and what a job may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The stack of a worker thread, in bytes.
    pub(super) stack_size: usize,
    /// How long a cancelled job may take to notice.
    pub(super) grace: Duration,
}

/// Why a job has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interrupted {
    /// The deadline passed, and the job stopped.
    Deadline,
    /// The deadline passed, and the job did not stop: its thread was set aside.
    Stuck,
    /// The executor was shut down.
    Closed,
    /// The job panicked.
    Panicked,
}

pub(super) type Outcome<R> = Result<R, Interrupted>;
type Run<C, R> = Box<dyn FnOnce(&JobContext<C>) -> Outcome<R> + Send>;

/// What a job knows while it runs.
pub(super) struct JobContext<C> {
    /// Asks the job to stop.
    pub(super) cancel: Arc<C>,
    /// Whether the job's thread was set aside: its results are of no use to anybody.
    abandoned: Arc<AtomicBool>,
}

impl<C> JobContext<C> {
    /// Whether nobody waits for this job any more.
    pub(super) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire)
    }
}

struct Job<C, R> {
    run: Run<C, R>,
    cancel: Arc<C>,
    deadline: Option<Duration>,
    promise: Promise<Outcome<R>>,
}

/// The job that a thread is at.
struct Running<C, R> {
    cancel: Arc<C>,
    abandoned: Arc<AtomicBool>,
    promise: Promise<Outcome<R>>,
    ends: Option<Instant>,
    cancelled: bool,
    generation: u64,
}

struct State<C, R> {
    queue: VecDeque<Job<C, R>>,
    running: Option<Running<C, R>>,
    /// The worker thread that may take jobs.
    generation: u64,
    closed: bool,
}

struct Shared<C, R> {
    state: Mutex<State<C, R>>,
    /// A job was queued, or the executor was closed.
    work: Condvar,
    /// A job was begun or has ended, or the executor was closed.
    watch: Condvar,
    limits: Limits,
    /// Runs around the life of each worker thread.
    on_thread: Box<dyn Fn(&mut dyn FnMut()) + Send + Sync>,
}

/// Runs jobs of result `R`, one at a time.
pub(super) struct Executor<C: Cancel, R: Send + 'static>(Arc<Shared<C, R>>);

impl<C: Cancel, R: Send + 'static> Executor<C, R> {
    /// Starts the worker thread. Each worker thread runs inside of `on_thread`.
    ///
    /// # Errors
    /// If no thread can be made.
    pub(super) fn start(
        limits: Limits,
        on_thread: impl Fn(&mut dyn FnMut()) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let state = State { queue: VecDeque::new(), running: None, generation: 0, closed: false };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            work: Condvar::new(),
            watch: Condvar::new(),
            limits,
            on_thread: Box::new(on_thread),
        });
        spawn_worker(&shared, 0)?;
        let watching = shared.clone();
        std::thread::Builder::new().name("leanbind deadlines".into()).spawn(move || watching.watch_deadlines())?;
        Ok(Executor(shared))
    }

    /// Queues a job. Its deadline counts from when it is begun. A job that was cancelled says so, unless it has a whole
    /// result all the same.
    pub(super) fn submit(
        &self,
        cancel: Arc<C>,
        deadline: Option<Duration>,
        run: impl FnOnce(&JobContext<C>) -> Outcome<R> + Send + 'static,
    ) -> Pending<Outcome<R>> {
        let (promise, pending) = pending();
        let mut state = self.0.lock();
        if state.closed {
            drop(state);
            let _ = promise.fulfil(Err(Interrupted::Closed));
            return pending;
        }
        state.queue.push_back(Job { run: Box::new(run), cancel, deadline, promise });
        drop(state);
        self.0.work.notify_one();
        pending
    }

    /// Whether jobs are taken.
    pub(super) fn is_open(&self) -> bool {
        !self.0.lock().closed
    }

    /// Takes no more jobs: those that wait end as closed, and the one that runs is cancelled.
    pub(super) fn close(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        let waiting = std::mem::take(&mut state.queue);
        let running = state.running.take();
        drop(state);
        self.0.work.notify_all();
        self.0.watch.notify_all();
        for job in waiting {
            let _ = job.promise.fulfil(Err(Interrupted::Closed));
        }
        if let Some(running) = running {
            running.abandoned.store(true, Ordering::Release);
            running.cancel.cancel();
            let _ = running.promise.fulfil(Err(Interrupted::Closed));
        }
    }
}

impl<C: Cancel, R: Send + 'static> Drop for Executor<C, R> {
    fn drop(&mut self) {
        self.close();
    }
}

fn spawn_worker<C: Cancel, R: Send + 'static>(shared: &Arc<Shared<C, R>>, generation: u64) -> std::io::Result<()> {
    let shared = shared.clone();
    let builder = std::thread::Builder::new().name("leanbind worker".into()).stack_size(shared.limits.stack_size);
    builder.spawn(move || (shared.on_thread)(&mut || shared.work(generation)))?;
    Ok(())
}

impl<C: Cancel, R: Send + 'static> Shared<C, R> {
    fn lock(&self) -> MutexGuard<'_, State<C, R>> {
        // Nothing panics while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs jobs until the executor is closed or this thread is set aside.
    fn work(&self, generation: u64) {
        while let Some((run, context)) = self.next(generation) {
            let outcome = catch_unwind(AssertUnwindSafe(|| run(&context)));
            let mut state = self.lock();
            if state.generation != generation || state.closed {
                return;
            }
            let Some(running) = state.running.take() else { return };
            drop(state);
            self.watch.notify_all();
            let _ = running.promise.fulfil(outcome.unwrap_or(Err(Interrupted::Panicked)));
        }
    }

    /// Waits for a job and begins it.
    fn next(&self, generation: u64) -> Option<(Run<C, R>, JobContext<C>)> {
        let mut state = self.lock();
        loop {
            if state.closed || state.generation != generation {
                return None;
            }
            if let Some(job) = state.queue.pop_front() {
                let abandoned = Arc::new(AtomicBool::new(false));
                let context = JobContext { cancel: job.cancel.clone(), abandoned: abandoned.clone() };
                // A deadline that the clock cannot hold is none.
                let ends = job.deadline.and_then(|deadline| Instant::now().checked_add(deadline));
                let (cancel, promise) = (job.cancel, job.promise);
                state.running = Some(Running { cancel, abandoned, promise, ends, cancelled: false, generation });
                drop(state);
                self.watch.notify_all();
                return Some((job.run, context));
            }
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Cancels jobs whose deadline has passed, and sets their threads aside when they do not notice.
    fn watch_deadlines(self: Arc<Self>) {
        let mut state = self.lock();
        while !state.closed {
            let Some(ends) = state.running.as_ref().and_then(|running| running.ends) else {
                state = self.watch.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let now = Instant::now();
            if now < ends {
                state = self.watch.wait_timeout(state, ends - now).unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            state = self.expire(state, now);
        }
    }

    /// What happens when the running job's time is over.
    fn expire<'a>(
        self: &'a Arc<Self>,
        mut state: MutexGuard<'a, State<C, R>>,
        now: Instant,
    ) -> MutexGuard<'a, State<C, R>> {
        let Some(running) = state.running.as_mut() else { return state };
        if !running.cancelled {
            running.cancelled = true;
            running.ends = now.checked_add(self.limits.grace);
            let cancel = running.cancel.clone();
            drop(state);
            cancel.cancel();
            return self.lock();
        }
        let Some(stuck) = state.running.take() else { return state };
        stuck.abandoned.store(true, Ordering::Release);
        state.generation = stuck.generation + 1;
        let generation = state.generation;
        drop(state);
        // Without a thread nobody would ever take a job again.
        if spawn_worker(self, generation).is_err() {
            Executor(self.clone()).close();
        }
        let _ = stuck.promise.fulfil(Err(Interrupted::Stuck));
        self.lock()
    }
}
