//! What the check of a lesson can find.
//!
//! Must never point at a person: it is kept beside the reason for keeping the words.

use std::fmt;

use serde::{Deserialize, Serialize};

list! {
    /// What may lead to somebody in a text that everybody can read.
    Finding {
        /// Words that blame.
        Wording = "wording",
        /// A person's name.
        Name = "name",
        /// A personal identity number.
        PersonalNumber = "personal_number",
        /// An e-mail address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// A place of work.
        Workplace = "workplace",
        /// A day, a month, a time of the day.
        Time = "time",
        /// A word that few other texts have.
        RareWord = "rare_word",
        /// Time, place and role together, where few reports are alike.
        Combination = "combination",
        /// It comes from a unit that few reports come from.
        RareUnit = "rare_unit",
    }
}
