//! Work that takes longer than a request.

crate::codes! {
    /// How far a job is: it waits for its turn, is at work, or has ended one way or another.
    JobState { Waiting = "waiting", Running = "running", Done = "done", Failed = "failed", Cancelled = "cancelled" }
}
