//! Held intake: what reporters send waits, sealed, for the next full hour.
//!
//! Then all of it goes into the log in shuffled order, so that neither the log's own
//! times nor the events of staff around it tell when somebody wrote. The moment that an
//! event records is the hour in which it was sent, rounded down: never later than the
//! true moment, so that legal deadlines count from the earliest possible one. Reading
//! order: [`minutes`], [`held`], [`shelf`], this file (taking in), [`release`].
//! Must never lose what was answered for, nor let it reach the log twice: ids follow
//! from the act, so whatever is repeated is recognised. Must never tell how much waits.

mod files;
pub mod held;
pub mod minutes;
pub mod release;
pub mod shelf;

use std::sync::{Arc, PoisonError};

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use tillbud_events::report::Received;
use tillbud_events::{Actor, ReportId};

use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::act::Act;
use crate::clock::Clock;
use crate::dispatch::{DispatchError, Done};
use crate::intake::LookupError;
use crate::sealing::KeyError;
use crate::store::{PutError, Unavailable};

pub use held::{Held, What};
pub use minutes::HoldMinutes;
use shelf::{Entry, Shelf};

/// Attempts to put something in a place that others change at the same moment.
const PUT_ATTEMPTS: usize = 10;
/// Minutes for which one look at whether something waits serves everybody: who looks
/// all the time would learn when the first report of an hour came.
const GLANCE_MINUTES: i64 = 15;

/// What is held, and until when. Cheap to clone.
#[derive(Clone)]
pub struct Holding(Arc<Inner>);

struct Inner {
    shelf: Shelf,
    minutes: HoldMinutes,
    clock: Clock,
    /// Withdrawing and releasing take turns.
    turn: tokio::sync::Mutex<()>,
    glance: std::sync::Mutex<Option<Glance>>,
}

/// Whether something waited at one look.
#[derive(Clone, Copy)]
struct Glance {
    since: Timestamp,
    something_waits: bool,
}

/// What became of a reporter's act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is in the log.
    Recorded(Done),
    /// It is durable and waits for this release, or for the next one when it came in the
    /// very last moment.
    Held {
        /// The release.
        until: Timestamp,
    },
}

/// What a receipt leads to.
pub struct Opened {
    /// The report.
    pub report_id: ReportId,
    /// Whether the report is in the log; else it is the first of those that wait.
    pub is_recorded: bool,
    /// What the holder sent and what is not in the log yet, in the order it was sent.
    pub waiting: Vec<Held>,
    verifier: [u8; 32],
}

impl Opened {
    /// The report, while it waits.
    #[must_use]
    pub fn report(&self) -> Option<(&Held, &Received)> {
        self.waiting.iter().find_map(|held| match &held.what {
            What::Report(received) | What::ReportWith(received, _) => Some((held, received)),
            What::Reply(..) | What::Experience(..) | What::Concern(..) | What::File(..) => None,
        })
    }
}

impl Holding {
    /// Holds on `shelf`.
    #[must_use]
    pub fn new(shelf: Shelf, minutes: HoldMinutes, clock: Clock) -> Self {
        let (turn, glance) = (tokio::sync::Mutex::default(), std::sync::Mutex::default());
        Self(Arc::new(Inner { shelf, minutes, clock, turn, glance }))
    }

    /// Whether what reporters send is held.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.minutes.is_on()
    }

    /// The release after now.
    #[must_use]
    pub fn next_release(&self) -> Timestamp {
        self.0.minutes.next_after(self.0.clock.now())
    }

    async fn something_waits(&self) -> bool {
        let quarter = TimestampRound::new().smallest(Unit::Minute).increment(GLANCE_MINUTES);
        let now = self.0.clock.now();
        let since = now.round(quarter.mode(RoundMode::Floor)).unwrap_or(now);
        let known = *self.0.glance.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(glance) = known.filter(|glance| glance.since == since) {
            return glance.something_waits;
        }
        // Staff go on reading while the log is away; then the earlier look has to do.
        let Ok(is_empty) = self.0.shelf.stream().is_empty().await else {
            return known.is_some_and(|glance| glance.something_waits);
        };
        self.glance(Some(Glance { since, something_waits: !is_empty }));
        !is_empty
    }

    fn glance(&self, glance: Option<Glance>) {
        *self.0.glance.lock().unwrap_or_else(PoisonError::into_inner) = glance;
    }
}

impl App {
    /// Whether what reporters send is held until the next release, unless they choose
    /// otherwise.
    #[must_use]
    pub fn holds_reports(&self) -> bool {
        self.holding.is_on()
    }

    /// Whether something waits, as of some moment of the present quarter of an hour.
    pub async fn something_waits(&self) -> bool {
        self.holding.something_waits().await
    }

    /// What `receipt` leads to, in the log and among what is held. Guessing is slow: see
    /// [`crate::pressure`].
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached, `Busy` while too many guess.
    pub async fn open_receipt(&self, receipt: &ReceiptCode) -> Result<Option<Opened>, LookupError> {
        let turn = self.pressure.receipts.turn(&self.clock).await.map_err(LookupError::Busy)?;
        let found = self.find(receipt.verifier(&self.secrets.receipt)).await;
        if !matches!(found, Ok(None)) {
            turn.was_right(&self.clock);
        }
        found.map_err(|error| LookupError::Unavailable(error.into()))
    }

    /// What was opened, as it is now. Gone when it was withdrawn meanwhile.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub async fn reopen(&self, opened: &Opened) -> Result<Option<Opened>, DispatchError> {
        self.find(opened.verifier).await
    }

    /// What the receipt with this `verifier` leads to, for a program that made the receipt
    /// itself: nobody guesses here.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub(crate) async fn find(&self, verifier: [u8; 32]) -> Result<Option<Opened>, DispatchError> {
        // In this order: a release stores the receipt before it erases what was held.
        let entries = self.entries(&verifier).await?;
        let recorded = self.keyring.report_of(verifier).await.map_err(key_unavailable)?;
        let waiting = entries.into_iter().filter_map(|entry| entry.held);
        let waiting: Vec<_> =
            waiting.filter(|held| recorded.is_none() || !held.what.is_report()).collect();
        let first = waiting.iter().find(|held| held.what.is_report());
        let held = first.map(|held| held.what.report_id(&held.act.resume()));
        Ok(recorded.or(held).map(|report_id| {
            let is_recorded = recorded.is_some();
            Opened { report_id, is_recorded, waiting, verifier }
        }))
    }

    /// Adds `what` to the report that a receipt opened. It is held when this program
    /// holds reports and it is not `at_once`, and in any case while its report is.
    ///
    /// # Errors
    /// [`DispatchError`]; on `Unavailable` the same act can be tried again.
    pub async fn add(
        &self,
        opened: &Opened,
        act: &Act,
        what: What,
        at_once: bool,
    ) -> Result<Standing, DispatchError> {
        self.take(opened.verifier, act, what, at_once).await
    }

    /// Takes back what waits behind a receipt, the report included when that is held:
    /// erased, it leaves no trace. What a release was faster with is in the log; so
    /// [`Self::reopen`] afterwards, and withdraw there what is still found. A concern is
    /// a matter of its own, and waits on when its report is in the log.
    ///
    /// # Errors
    /// `Unavailable`; some of it may still be held.
    pub async fn withdraw_held(&self, opened: &Opened) -> Result<(), DispatchError> {
        let _turn = self.holding.0.turn.lock().await;
        let mut entries = self.entries(&opened.verifier).await?;
        // The report last: as long as it is there, its receipt opens it.
        entries.reverse();
        let is_concern = |entry: &Entry| {
            entry.held.as_ref().is_some_and(|held| matches!(held.what, What::Concern(..)))
        };
        entries.retain(|entry| !(opened.is_recorded && is_concern(entry)));
        for entry in entries {
            let stream = self.holding.0.shelf.stream();
            let files = entry.held.as_ref().map_or(&[][..], |held| held.what.files());
            self.erase_files(files).await?;
            stream.erase(entry.sequence).await.map_err(unavailable)?;
        }
        Ok(())
    }

    /// Records `what` or holds it, whichever is asked for; once, however often it comes.
    pub(crate) async fn take(
        &self,
        verifier: [u8; 32],
        act: &Act,
        what: What,
        at_once: bool,
    ) -> Result<Standing, DispatchError> {
        let is_held = self.holds_reports() && !at_once && act.actor() == Actor::Reporter;
        if !is_held && !act.is_repeatable() && what.is_report() {
            return self.record(act, &what).await.map(Standing::Recorded);
        }
        let shelf = &self.holding.0.shelf;
        let place = shelf.place(&verifier);
        for _ in 0..PUT_ATTEMPTS {
            // First what is held, then the log: a release goes the other way.
            let entries = shelf.at(&place).await.map_err(unavailable)?;
            if let Some(until) = repeated(&entries, act)? {
                return Ok(Standing::Held { until });
            }
            let mut held = entries.iter().filter_map(|entry| entry.held.as_ref());
            let report = held.find(|held| held.what.is_report());
            if report.is_none() {
                if !is_held {
                    return self.record(act, &what).await.map(Standing::Recorded);
                }
                if let Some(done) = what.foresee(self, act).await? {
                    // The first attempt may have ended between the report and its receipt.
                    if what.is_report() {
                        self.keep_receipt(act, &what).await.map_err(key_unavailable)?;
                    }
                    return Ok(Standing::Recorded(done));
                }
            }
            // What is added to a held report goes with it.
            let until = report.map_or_else(|| self.holding.next_release(), |held| held.until);
            let held = Held { act: act.held(), until, what: what.clone() };
            match shelf.put(&place, &entries, &held).await {
                Ok(()) => return Ok(Standing::Held { until }),
                Err(PutError::Changed) => {}
                Err(error @ PutError::TooLarge) => {
                    return Err(DispatchError::Internal(error.into()));
                }
                // It may be there all the same.
                Err(PutError::Unavailable(cause)) => {
                    let entries = shelf.at(&place).await.map_err(unavailable)?;
                    let until = repeated(&entries, act)?.ok_or_else(|| unavailable(cause))?;
                    return Ok(Standing::Held { until });
                }
            }
        }
        Err(DispatchError::Conflict)
    }

    /// Adds `what` to the log at once, a report with its receipt.
    pub(crate) async fn record(&self, act: &Act, what: &What) -> Result<Done, DispatchError> {
        if !what.is_report() {
            return what.carry_out(self, act).await;
        }
        // Both are durable before the answer; neither needs the other first.
        let (kept, done) = tokio::join!(self.keep_receipt(act, what), what.carry_out(self, act));
        let done = done?;
        kept.map_err(key_unavailable)?;
        Ok(done)
    }

    /// From now on the receipt that `act` gives leads to its report in the log.
    async fn keep_receipt(&self, act: &Act, what: &What) -> Result<(), KeyError> {
        let verifier = ReceiptCode::of(act).verifier(&self.secrets.receipt);
        self.keyring.put_receipt(verifier, what.report_id(act)).await
    }

    async fn entries(&self, verifier: &[u8; 32]) -> Result<Vec<Entry>, DispatchError> {
        let shelf = &self.holding.0.shelf;
        shelf.at(&shelf.place(verifier)).await.map_err(unavailable)
    }
}

/// Until when `act` is held, when it is among `entries`.
fn repeated(entries: &[Entry], act: &Act) -> Result<Option<Timestamp>, DispatchError> {
    let mut held = entries.iter().filter_map(|entry| entry.held.as_ref());
    match held.find(|held| held.act.is(act)) {
        Some(held) if held.act.has_content_of(act) => Ok(Some(held.until)),
        Some(_) => Err(DispatchError::KeyReused),
        None => Ok(None),
    }
}

fn unavailable(cause: Unavailable) -> DispatchError {
    DispatchError::Unavailable(cause.into())
}

fn key_unavailable(error: KeyError) -> DispatchError {
    DispatchError::Unavailable(error.into())
}
