//! Stopping work in the middle, as a crash would.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Runs `work` until it has been looked at `times` times, then drops it as a crash would:
/// what is on its way to NATS may arrive or not. None when it was stopped. On one thread
/// the connection moves only between two looks, so that each message is a step of its own.
pub async fn stopped_after<F: Future>(times: usize, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut looked = 0;
    poll_fn(|context| {
        looked += 1;
        match work.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if looked >= times => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
