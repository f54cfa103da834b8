//! [`Executor`]: runs jobs with deadlines on threads with large stacks.
//!
//! When the deadline of a job passes, the job is cancelled and gets a grace period to stop. If it does not stop, its thread
//! is set aside: it ends when the job ends, and a new thread replaces it. No thread is ever killed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, MutexGuard};
use std::time::{Duration, Instant};

use super::oneshot::{self, Receiver, Sender};
use super::spin::spin;
use crate::kernel::CancelToken;
use crate::lock::{Lock, Signal};

/// How an executor is set up.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExecutorConfig {
    /// How many jobs run at the same time.
    pub(super) threads: NonZeroUsize,
    /// The stack of a worker thread, in bytes.
    pub(super) stack_size: usize,
    /// How long a cancelled job may take to stop.
    pub(super) grace: Duration,
}

/// Why a job has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobError {
    /// The deadline passed, and the job stopped.
    Deadline,
    /// The deadline passed, and the job did not stop: its thread was set aside.
    Stuck,
    /// The executor was shut down.
    Closed,
    /// The job panicked.
    Panicked,
}

pub(super) type JobResult<R> = Result<R, JobError>;
type Run<R> = Box<dyn FnOnce(&JobContext) -> JobResult<R> + Send>;

/// Passed to a job while it runs.
pub(super) struct JobContext {
    /// Asks the job to stop.
    pub(super) cancel: CancelToken,
    fate: Fate,
}

/// Whether a job's results are still awaited.
#[derive(Clone, Default)]
struct Fate(Arc<Lock<Results>>);

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Results {
    #[default]
    Awaited,
    /// The job has stored its results, and will end in a moment.
    Kept,
    /// Nobody waits for the results: the job's thread was set aside, or the executor was closed.
    Abandoned,
}

impl Fate {
    /// Abandons the job, unless its results were kept or are being kept at this moment. Returns whether it was abandoned.
    fn abandon(&self) -> bool {
        let Some(mut results) = self.0.try_lock() else { return false };
        let kept = *results == Results::Kept;
        if !kept {
            *results = Results::Abandoned;
        }
        !kept
    }
}

impl JobContext {
    /// Runs `keep`, which stores the job's results, unless the job was abandoned. `keep` must be quick, and so must be
    /// everything that the job does after it.
    pub(super) fn unless_abandoned<T>(&self, keep: impl FnOnce() -> T) -> Option<T> {
        let mut results = self.fate.0.lock();
        if *results == Results::Abandoned {
            return None;
        }
        *results = Results::Kept;
        Some(keep())
    }
}

struct QueuedJob<R> {
    run: Run<R>,
    cancel: CancelToken,
    deadline: Option<Duration>,
    sender: Sender<JobResult<R>>,
}

/// The job that a worker is running.
struct RunningJob<R> {
    cancel: CancelToken,
    fate: Fate,
    sender: Sender<JobResult<R>>,
    /// When the deadline or the grace period ends.
    ends: Option<Instant>,
    cancelled: bool,
}

/// The number of a worker thread. No two threads get the same number.
type WorkerId = u64;

struct ExecutorState<R> {
    queue: VecDeque<QueuedJob<R>>,
    running: BTreeMap<WorkerId, RunningJob<R>>,
    /// The workers that may take jobs: all except those that were set aside.
    workers: BTreeSet<WorkerId>,
    next_worker: WorkerId,
    /// When the watching thread wakes up next; `None` if it waits for a notification only.
    watched_at: Option<Instant>,
    closed: bool,
}

/// Runs a function on the current thread.
type OnThread = dyn Fn(&mut dyn FnMut()) + Send + Sync;

struct ExecutorInner<R> {
    state: Lock<ExecutorState<R>>,
    /// Notified when a job was queued, or when the executor was closed.
    work: Signal,
    /// Notified when a deadline is earlier than `watched_at`, or when the executor was closed.
    watch: Signal,
    config: ExecutorConfig,
    /// Wraps the whole work of each worker thread.
    on_thread: Box<OnThread>,
}

/// Runs jobs with the result `R`, in the order in which they were submitted, each as soon as a worker is free.
pub(super) struct Executor<R: Send + 'static>(Arc<ExecutorInner<R>>);

impl<R: Send + 'static> Executor<R> {
    /// Starts the worker threads. `on_thread` wraps the whole work of each.
    ///
    /// # Errors
    /// If no thread can be started.
    pub(super) fn start(
        config: ExecutorConfig,
        on_thread: impl Fn(&mut dyn FnMut()) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let state = ExecutorState {
            queue: VecDeque::new(),
            running: BTreeMap::new(),
            workers: BTreeSet::new(),
            next_worker: 0,
            watched_at: None,
            closed: false,
        };
        let shared = Arc::new(ExecutorInner {
            state: Lock::new(state),
            work: Signal::new(),
            watch: Signal::new(),
            config,
            on_thread: Box::new(on_thread),
        });
        // If a thread cannot be started, dropping the executor ends the others.
        let executor = Executor(shared.clone());
        (0..config.threads.get()).try_for_each(|_| spawn_worker(&shared))?;
        std::thread::Builder::new().name("leanbind deadlines".into()).spawn(move || shared.watch_deadlines())?;
        Ok(executor)
    }

    /// Queues a job. Its deadline counts from the moment when it starts. A cancelled job returns `JobError::Deadline` itself,
    /// unless it has a complete result anyway.
    pub(super) fn submit(
        &self,
        cancel: CancelToken,
        deadline: Option<Duration>,
        run: impl FnOnce(&JobContext) -> JobResult<R> + Send + 'static,
    ) -> Receiver<JobResult<R>> {
        let (sender, receiver) = oneshot::channel();
        let mut state = self.0.lock();
        if state.closed {
            drop(state);
            sender.send(Err(JobError::Closed));
            return receiver;
        }
        state.queue.push_back(QueuedJob { run: Box::new(run), cancel, deadline, sender });
        drop(state);
        self.0.work.notify_one();
        receiver
    }

    /// Whether the executor accepts jobs.
    pub(super) fn is_open(&self) -> bool {
        !self.0.lock().closed
    }

    /// Closes the executor: it accepts no more jobs, queued jobs end with `JobError::Closed`, and running jobs are cancelled.
    pub(super) fn close(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        let waiting = std::mem::take(&mut state.queue);
        let running = std::mem::take(&mut state.running);
        drop(state);
        self.0.work.notify_all();
        self.0.watch.notify_all();
        for job in waiting {
            job.sender.send(Err(JobError::Closed));
        }
        for running in running.into_values() {
            *running.fate.0.lock() = Results::Abandoned;
            running.cancel.cancel();
            running.sender.send(Err(JobError::Closed));
        }
    }
}

impl<R: Send + 'static> Drop for Executor<R> {
    fn drop(&mut self) {
        self.close();
    }
}

/// # Errors
/// If no thread can be started.
fn spawn_worker<R: Send + 'static>(shared: &Arc<ExecutorInner<R>>) -> std::io::Result<()> {
    let mut state = shared.lock();
    let id = state.next_worker;
    state.next_worker += 1;
    state.workers.insert(id);
    drop(state);
    let shared = shared.clone();
    let builder = std::thread::Builder::new().name("leanbind worker".into()).stack_size(shared.config.stack_size);
    builder.spawn(move || (shared.on_thread)(&mut || shared.work(id)))?;
    Ok(())
}

impl<R: Send + 'static> ExecutorInner<R> {
    fn lock(&self) -> MutexGuard<'_, ExecutorState<R>> {
        self.state.lock()
    }

    /// Runs jobs until the executor is closed or this worker is set aside.
    fn work(&self, id: WorkerId) {
        while let Some((run, context)) = self.next(id) {
            let outcome = catch_unwind(AssertUnwindSafe(|| run(&context)));
            let Some(running) = self.lock().running.remove(&id) else { return };
            running.sender.send(outcome.unwrap_or(Err(JobError::Panicked)));
        }
    }

    /// Waits for a job, and registers it as running.
    fn next(&self, id: WorkerId) -> Option<(Run<R>, JobContext)> {
        spin(|| {
            let state = self.state.try_lock()?;
            (state.closed || !state.queue.is_empty()).then_some(())
        });
        let mut state = self.lock();
        while !state.closed && state.workers.contains(&id) {
            if let Some(QueuedJob { run, cancel, deadline, sender }) = state.queue.pop_front() {
                let fate = Fate::default();
                let context = JobContext { cancel: cancel.clone(), fate: fate.clone() };
                // A deadline beyond the range of the clock counts as none.
                let ends = deadline.and_then(|deadline| Instant::now().checked_add(deadline));
                state.running.insert(id, RunningJob { cancel, fate, sender, ends, cancelled: false });
                // Usually, the watching thread wakes up in time anyway. Waking it takes longer than some jobs.
                let is_next = ends.is_some_and(|ends| state.watched_at.is_none_or(|watched_at| ends < watched_at));
                drop(state);
                if is_next {
                    self.watch.notify_all();
                }
                return Some((run, context));
            }
            state = self.work.wait(state);
        }
        None
    }

    /// Cancels jobs whose deadline has passed, and sets their threads aside if they do not stop.
    fn watch_deadlines(self: Arc<Self>) {
        let mut state = self.lock();
        while !state.closed {
            let next = state.running.iter().filter_map(|(id, running)| Some((running.ends?, *id))).min();
            state.watched_at = next.map(|(ends, _)| ends);
            let Some((ends, id)) = next else {
                state = self.watch.wait(state);
                continue;
            };
            let now = Instant::now();
            if now < ends {
                state = self.watch.wait_timeout(state, ends - now);
                continue;
            }
            state = self.expire(state, id, now);
        }
    }

    /// Handles the end of a job's deadline or grace period.
    fn expire<'a>(
        self: &'a Arc<Self>,
        mut state: MutexGuard<'a, ExecutorState<R>>,
        id: WorkerId,
        now: Instant,
    ) -> MutexGuard<'a, ExecutorState<R>> {
        let Some(running) = state.running.get_mut(&id) else { return state };
        if !running.cancelled {
            running.cancelled = true;
            running.ends = now.checked_add(self.config.grace);
            let cancel = running.cancel.clone();
            drop(state);
            cancel.cancel();
            return self.lock();
        }
        if !running.fate.abandon() {
            running.ends = None;
            return state;
        }
        state.workers.remove(&id);
        let stuck = state.running.remove(&id);
        drop(state);
        // Without a new thread, queued jobs might wait for ever.
        if spawn_worker(self).is_err() {
            Executor(self.clone()).close();
        }
        if let Some(stuck) = stuck {
            stuck.sender.send(Err(JobError::Stuck));
        }
        self.lock()
    }
}
