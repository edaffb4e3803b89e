//! How far a report is that somebody waits for elsewhere.
use crate::Result;
use rapport_persistence::Fault;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// How far a report is, and whether to go on.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    steps: AtomicUsize,
    stopped: AtomicBool,
}
impl Progress {
    /// Says how many steps there are; none is done yet.
    pub fn of(&self, steps: usize) {
        self.done.store(0, Relaxed);
        self.steps.store(steps, Relaxed);
    }
    /// A step is done. Fails where it is not to go on.
    pub fn step(&self) -> Result<()> {
        self.done.fetch_add(1, Relaxed);
        match self.stopped.load(Relaxed) {
            true => Err(Fault::Unavailable("it was stopped on the way".into()).into()),
            false => Ok(()),
        }
    }
    /// Lets it go no further than the step at hand.
    pub fn stop(&self) {
        self.stopped.store(true, Relaxed);
    }
    /// How many steps are done, and of how many.
    pub fn far(&self) -> (i32, i32) {
        let number = |of: &AtomicUsize| i32::try_from(of.load(Relaxed)).unwrap_or(i32::MAX);
        (number(&self.done), number(&self.steps))
    }
}
