//! Reporting and harm beside each other on the pages of one of the two, and of counts.
//!
//! Must never rank, nor show the cards without the table of what they say together.

use super::asked::Asked;
use super::reading::{Reading, lead};
use super::shown::{About, Shown};
use super::wall::Card;
use crate::web::pages::frame::Frame;

/// The two, read together.
pub struct Paired {
    /// A card for each of the two that has no chart of its own on the page.
    pub cards: Vec<Card>,
    /// The table.
    pub reading: Reading,
}

impl Paired {
    /// What these measures say together, each card leading to what was `asked` of it; nothing when
    /// reporting or harm is not among them. The measure `own` is shown already.
    #[must_use]
    pub fn of(frame: &Frame, shown: &[Shown], asked: &Asked, own: Option<&str>) -> Option<Self> {
        let reading = Reading::of(frame, shown)?;
        let leading = [About::Reporting, About::HarmShare].map(|about| lead(shown, about));
        let leading = leading.into_iter().flatten();
        let card = |measure: &Shown| {
            let address = asked.address(&format!("/trends/{}", measure.key));
            Card::new(frame, measure, measure.name.clone(), &address.to_string())
        };
        let cards = leading.filter(|measure| own != Some(measure.key.as_str())).map(card);
        Some(Self { cards: cards.collect(), reading })
    }
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::Profile;

    use super::super::shown::testing::{shown, values};
    use super::*;
    use crate::web::pages::testing::frames;

    #[test]
    fn each_of_the_two_has_a_card_that_leads_to_the_same_part_but_the_one_that_is_shown() {
        let [sv, ..] = frames();
        let of =
            |key, about, add| shown(key, about, &values(30, 18, add), Profile::three_sigma_runs());
        let both = [of("reports", About::Reporting, 20.0), of("harm_share", About::HarmShare, 0.0)];
        let asked = Asked { unit: "norr".into(), ..Asked::default() };
        let paired = |own| Paired::of(&sv, &both, &asked, own).unwrap();
        let ways =
            |paired: &Paired| paired.cards.iter().map(|card| card.href.clone()).collect::<Vec<_>>();
        let harm = "/trends/harm_share?unit=norr&lang=sv".to_owned();
        assert_eq!(
            ways(&paired(None)),
            ["/trends/reports?unit=norr&lang=sv".to_owned(), harm.clone()]
        );
        assert_eq!(ways(&paired(Some("reports"))), [harm]);
        assert_eq!(paired(None).reading.applies, Some("healthier"));
        assert!(Paired::of(&sv, &both[..1], &asked, None).is_none());
    }
}
