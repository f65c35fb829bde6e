//! The rules of notifications: a table of commands, one small function a rule.
//!
//! Must never let a stage count as sent that was not, nor forget a deadline because the
//! incident was closed.

use jiff::Timestamp;

use super::{
    AssessmentAsked, AwarenessDeclared, ControllerAssessed, DeadlinesSet, Duty, Notification,
    NotificationDescribed, NotificationFinished, NotificationSent, NotificationSupplemented,
    Notifications, PersonalDataAnswered, Reckoning,
};
use crate::incident::{AssessmentDecided, Event};
use crate::limits::{NOTIFICATION_ITEMS, NOTIFICATIONS};
use crate::rule_pack::RulePacks;
use crate::text::Text;
use crate::vocabulary::{Code, Regime, Standing};

/// What can be asked of an incident's notifications.
#[derive(Clone, Debug)]
pub enum Command {
    /// Say whether personal data were touched.
    AnswerPersonalData(PersonalDataAnswered),
    /// Have a law assessed, for a controller or for the organisation as a whole.
    Ask(Duty),
    /// Decide whether it has to be notified.
    Assess {
        /// Which law, whose duty.
        duty: Duty,
        /// Whether it has to be notified.
        notifiable: bool,
        /// Why.
        reasons: Text,
    },
    /// Say when the organisation became aware.
    DeclareAwareness {
        /// When, and why then.
        declared: AwarenessDeclared,
        /// The present moment.
        now: Timestamp,
    },
    /// Say what the register and a notification tell of it.
    Describe(NotificationDescribed),
    /// Tell that a stage was sent.
    Send {
        /// What, when.
        sent: NotificationSent,
        /// The present moment.
        now: Timestamp,
    },
    /// Tell that something sent was supplemented.
    Supplement {
        /// What, when.
        supplemented: NotificationSupplemented,
        /// The present moment.
        now: Timestamp,
    },
    /// Tell that all was sent.
    Finish(NotificationFinished),
    /// Count the deadlines anew, where they differ from what was set.
    Recount {
        /// When the first report was received, at the earliest.
        received: Option<Timestamp>,
        /// What the laws ask for.
        packs: RulePacks,
    },
}

/// Why a rule of notifications said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// This law does not have to be assessed, or not for this controller.
    #[error("an assessment under {0} was not asked for, or not for this controller")]
    NotAsked(Regime),
    /// Too many.
    #[error("an incident can have at most {NOTIFICATIONS} notifications")]
    TooMany,
    /// Too many descriptions and supplements.
    #[error("a notification can have at most {NOTIFICATION_ITEMS} descriptions and supplements")]
    TooManyItems,
    /// It was decided so already.
    #[error("the assessment under {0} was decided so already")]
    AlreadyAssessed(Regime),
    /// Something was sent.
    #[error("something was sent already; supplement it, and finish the notification instead")]
    SentAlready,
    /// Nobody decided that it has to be notified.
    #[error("decide first whether it has to be notified under {0}")]
    NotAssessed(Regime),
    /// It was decided that it does not have to be notified.
    #[error("it was decided that {0} asks for no notification; decide anew first")]
    NotNotifiable(Regime),
    /// A moment that has not come.
    #[error("that moment has not come yet")]
    InTheFuture,
    /// This stage was sent.
    #[error("this stage was sent already; supplement it instead")]
    StageSent,
    /// This stage was not sent.
    #[error("this stage was not sent yet")]
    StageNotSent,
    /// Stages that have a deadline and were not sent.
    #[error("not all was sent: {}", codes(.0))]
    StagesMissing(Vec<Code>),
    /// It was finished.
    #[error("this notification was finished; supplement it instead")]
    AlreadyFinal,
}

fn codes(stages: &[Code]) -> String {
    stages.iter().map(Code::as_str).collect::<Vec<_>>().join(", ")
}

type Decision = Result<Vec<Event>, Rejection>;

impl Notifications {
    pub(in crate::incident) fn decide(&self, command: Command) -> Decision {
        match command {
            Command::AnswerPersonalData(answered) => self.answer(answered),
            Command::Ask(duty) => self.ask(duty),
            Command::Assess { duty, notifiable, reasons } => self.assess(duty, notifiable, reasons),
            Command::DeclareAwareness { declared, now } => self.declare(declared, now),
            Command::Describe(described) => self.describe(described),
            Command::Send { sent, now } => self.send(sent, now),
            Command::Supplement { supplemented, now } => self.supplement(supplemented, now),
            Command::Finish(finished) => self.finish(finished),
            Command::Recount { received, packs } => Ok(self.recount(received, &packs)),
        }
    }

    pub(in crate::incident) fn after(&mut self, event: &Event) {
        match event {
            Event::PersonalDataAnswered(answered) => self.personal_data = Some(answered.touched),
            Event::AssessmentAsked(asked) => self.asked(asked),
            Event::ControllerAssessed(assessed) => {
                let ControllerAssessed { regime, controller, notifiable, .. } = assessed;
                let duty = Duty { regime: *regime, controller: Some(controller.clone()) };
                self.with(&duty, |it| it.decided(*notifiable));
            }
            Event::AwarenessDeclared(declared) => {
                self.with(&declared.duty, |it| it.aware = Some(declared.aware));
            }
            Event::DeadlinesSet(set) => {
                self.with(&set.duty, |it| it.reckoning = Some(Reckoning::from(set)));
            }
            Event::NotificationDescribed(described) => self.with(&described.duty, |it| {
                it.items.insert(described.item_id);
            }),
            Event::NotificationSent(sent) => self.with(&sent.duty, |it| {
                it.sent.insert(sent.stage.clone(), sent.sent);
                it.standing = Standing::Sent;
            }),
            Event::NotificationSupplemented(supplemented) => {
                self.with(&supplemented.duty, |it| it.supplemented(supplemented));
            }
            Event::NotificationFinished(finished) => {
                self.with(&finished.duty, |it| it.standing = Standing::Final);
            }
            Event::Opened(_)
            | Event::ReportLinked(_)
            | Event::ReportUnlinked(_)
            | Event::MergedInto(_)
            | Event::Unmerged(_)
            | Event::QuestionAnswered(_)
            | Event::Assigned(_)
            | Event::Recused(_)
            | Event::RecusalTakenBack(_)
            | Event::ActionTakenUpAgain(_)
            | Event::Absorbed(_)
            | Event::Released(_)
            | Event::Triaged(_)
            | Event::AssessmentDecided(_)
            | Event::ResponseChosen(_)
            | Event::TimelineItemAdded(_)
            | Event::FactorIdentified(_)
            | Event::FactorWithdrawn(_)
            | Event::FileAttached(_)
            | Event::FileWithdrawn(_)
            | Event::Retitled(_)
            | Event::AnalysisCompleted(_)
            | Event::ActionAdded(_)
            | Event::Closed(_)
            | Event::Reopened(_)
            | Event::WordingKept(_) => {}
        }
    }

    fn answer(&self, answered: PersonalDataAnswered) -> Decision {
        if self.personal_data == Some(answered.touched) {
            return Ok(vec![]);
        }
        Ok(vec![Event::PersonalDataAnswered(answered)])
    }

    fn ask(&self, duty: Duty) -> Decision {
        let is_known = match &duty.controller {
            Some(_) => self.of(&duty).is_some(),
            None => self.has(duty.regime),
        };
        if is_known {
            Ok(vec![])
        } else if self.count() >= NOTIFICATIONS {
            Err(Rejection::TooMany)
        } else {
            Ok(vec![Event::AssessmentAsked(AssessmentAsked { duty })])
        }
    }

    fn assess(&self, duty: Duty, notifiable: bool, reasons: Text) -> Decision {
        let (duty, notification) = self.existing(&duty)?;
        let regime = duty.regime;
        match (notification.standing, notifiable) {
            (Standing::NotNotifiable, false)
            | (Standing::Due | Standing::Sent | Standing::Supplemented | Standing::Final, true) => {
                Err(Rejection::AlreadyAssessed(regime))
            }
            (Standing::Sent | Standing::Supplemented | Standing::Final, false) => {
                Err(Rejection::SentAlready)
            }
            (Standing::Assessing, _) | (Standing::NotNotifiable, true) | (Standing::Due, false) => {
                Ok(vec![match duty.controller.clone() {
                    None => {
                        Event::AssessmentDecided(AssessmentDecided { regime, notifiable, reasons })
                    }
                    Some(controller) => Event::ControllerAssessed(ControllerAssessed {
                        regime,
                        controller,
                        notifiable,
                        reasons,
                    }),
                }])
            }
        }
    }

    fn declare(&self, declared: AwarenessDeclared, now: Timestamp) -> Decision {
        let (duty, notification) = self.existing(&declared.duty)?;
        if declared.aware > now {
            return Err(Rejection::InTheFuture);
        }
        match notification.standing {
            Standing::Final => Err(Rejection::AlreadyFinal),
            Standing::Assessing
            | Standing::NotNotifiable
            | Standing::Due
            | Standing::Sent
            | Standing::Supplemented
                if notification.aware == Some(declared.aware) =>
            {
                Ok(vec![])
            }
            Standing::Assessing
            | Standing::NotNotifiable
            | Standing::Due
            | Standing::Sent
            | Standing::Supplemented => {
                let duty = duty.clone();
                Ok(vec![Event::AwarenessDeclared(AwarenessDeclared { duty, ..declared })])
            }
        }
    }

    fn describe(&self, described: NotificationDescribed) -> Decision {
        let (duty, notification) = self.existing(&described.duty)?;
        if notification.items.contains(&described.item_id) {
            return Ok(vec![]);
        }
        if notification.items.len() >= NOTIFICATION_ITEMS {
            return Err(Rejection::TooManyItems);
        }
        let duty = duty.clone();
        Ok(vec![Event::NotificationDescribed(NotificationDescribed { duty, ..described })])
    }

    fn send(&self, sent: NotificationSent, now: Timestamp) -> Decision {
        let (duty, notification) = self.existing(&sent.duty)?;
        match notification.standing {
            Standing::Assessing => Err(Rejection::NotAssessed(duty.regime)),
            Standing::NotNotifiable => Err(Rejection::NotNotifiable(duty.regime)),
            Standing::Final => Err(Rejection::AlreadyFinal),
            Standing::Due | Standing::Sent | Standing::Supplemented => {
                if notification.sent.contains_key(&sent.stage) {
                    Err(Rejection::StageSent)
                } else if sent.sent > now {
                    Err(Rejection::InTheFuture)
                } else {
                    let duty = duty.clone();
                    Ok(vec![Event::NotificationSent(NotificationSent { duty, ..sent })])
                }
            }
        }
    }

    fn supplement(&self, supplemented: NotificationSupplemented, now: Timestamp) -> Decision {
        let (duty, notification) = self.existing(&supplemented.duty)?;
        if notification.items.contains(&supplemented.item_id) {
            Ok(vec![])
        } else if !notification.sent.contains_key(&supplemented.stage) {
            Err(Rejection::StageNotSent)
        } else if supplemented.sent > now {
            Err(Rejection::InTheFuture)
        } else if notification.items.len() >= NOTIFICATION_ITEMS {
            Err(Rejection::TooManyItems)
        } else {
            let duty = duty.clone();
            let supplemented = NotificationSupplemented { duty, ..supplemented };
            Ok(vec![Event::NotificationSupplemented(supplemented)])
        }
    }

    fn finish(&self, finished: NotificationFinished) -> Decision {
        let (duty, notification) = self.existing(&finished.duty)?;
        match notification.standing {
            Standing::Assessing => Err(Rejection::NotAssessed(duty.regime)),
            Standing::NotNotifiable => Err(Rejection::NotNotifiable(duty.regime)),
            Standing::Due => Err(Rejection::StageNotSent),
            Standing::Final => Err(Rejection::AlreadyFinal),
            Standing::Sent | Standing::Supplemented => {
                let missing = notification.stages_missing();
                if missing.is_empty() {
                    let duty = duty.clone();
                    Ok(vec![Event::NotificationFinished(NotificationFinished { duty, ..finished })])
                } else {
                    Err(Rejection::StagesMissing(missing))
                }
            }
        }
    }

    fn recount(&self, received: Option<Timestamp>, packs: &RulePacks) -> Vec<Event> {
        let running = self.iter().filter(|(_, notification)| notification.is_running());
        running
            .filter_map(|(duty, notification)| {
                let pack = packs.of(duty.regime)?;
                let aware = notification.aware;
                let deadlines = pack.deadlines(received, aware, &notification.sent);
                let pack = pack.version.clone();
                let counted = Reckoning { pack, received, aware, deadlines };
                if notification.reckoning.as_ref() == Some(&counted) {
                    return None;
                }
                let Reckoning { pack, received, aware, deadlines } = counted;
                let duty = duty.clone();
                Some(Event::DeadlinesSet(DeadlinesSet { duty, pack, received, aware, deadlines }))
            })
            .collect()
    }

    fn existing(&self, duty: &Duty) -> Result<(&Duty, &Notification), Rejection> {
        self.of(duty).ok_or(Rejection::NotAsked(duty.regime))
    }
}

impl Notification {
    fn supplemented(&mut self, supplemented: &NotificationSupplemented) {
        self.items.insert(supplemented.item_id);
        self.standing = match self.standing {
            Standing::Final => Standing::Final,
            Standing::Assessing
            | Standing::NotNotifiable
            | Standing::Due
            | Standing::Sent
            | Standing::Supplemented => Standing::Supplemented,
        };
    }

    /// Stages with a deadline that were not sent, each once, in order.
    fn stages_missing(&self) -> Vec<Code> {
        let deadlines = self.reckoning.iter().flat_map(|reckoning| &reckoning.deadlines);
        let mut missing: Vec<Code> = Vec::new();
        for deadline in deadlines {
            if !self.sent.contains_key(&deadline.stage) && !missing.contains(&deadline.stage) {
                missing.push(deadline.stage.clone());
            }
        }
        missing
    }
}
