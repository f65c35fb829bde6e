//! Arbitrary values of the vocabulary, from a few ids so that they often meet again.
//!
//! Must never leave out odd characters: texts are any Unicode.

use jiff::civil::Date;
use proptest::prelude::*;
use proptest::{collection, option, sample};
use tillbud_events::vocabulary::{AffectedAsset, Code, Label, Level};
use tillbud_events::{
    ActionId, AttachmentId, FactorId, Figure, HolderId, ImpreciseDate, ImprovementId, IncidentId,
    ItemId, MeasureId, MessageId, Month, ReportId, SignalId, Text, ThemeId,
};
use uuid::Uuid;

/// One of five ids.
fn uuid() -> impl Strategy<Value = Uuid> {
    (1..=5_u128)
        .prop_map(|number| uuid::Builder::from_random_bytes(number.to_be_bytes()).into_uuid())
}

pub fn report_id() -> impl Strategy<Value = ReportId> {
    uuid().prop_map(ReportId)
}

pub fn incident_id() -> impl Strategy<Value = IncidentId> {
    uuid().prop_map(IncidentId)
}

pub fn action_id() -> impl Strategy<Value = ActionId> {
    uuid().prop_map(ActionId)
}

pub fn factor_id() -> impl Strategy<Value = FactorId> {
    uuid().prop_map(FactorId)
}

pub fn item_id() -> impl Strategy<Value = ItemId> {
    uuid().prop_map(ItemId)
}

pub fn attachment_id() -> impl Strategy<Value = AttachmentId> {
    uuid().prop_map(AttachmentId)
}

pub fn holder_id() -> impl Strategy<Value = HolderId> {
    uuid().prop_map(HolderId)
}

pub fn measure_id() -> impl Strategy<Value = MeasureId> {
    uuid().prop_map(MeasureId)
}

pub fn signal_id() -> impl Strategy<Value = SignalId> {
    uuid().prop_map(SignalId)
}

pub fn theme_id() -> impl Strategy<Value = ThemeId> {
    uuid().prop_map(ThemeId)
}

pub fn improvement_id() -> impl Strategy<Value = ImprovementId> {
    uuid().prop_map(ImprovementId)
}

/// Any number that is finite.
pub fn figure() -> impl Strategy<Value = Figure> {
    any::<f64>().prop_filter_map("not finite", Figure::of)
}

pub fn month() -> impl Strategy<Value = Month> {
    day().prop_map(Month::of)
}

pub fn message_id() -> impl Strategy<Value = MessageId> {
    uuid().prop_map(MessageId)
}

/// Any characters, among them quotes, line ends, emoji and right-to-left marks.
fn words() -> impl Strategy<Value = String> {
    let odd = sample::select(vec![
        "\u{202e}omvänd",
        "👩‍🚒",
        "a\u{30a}",
        "\r\n",
        "\"\\/",
        "{\"clear\":1}",
        "\u{feff}",
        "\u{10ffff}",
        "\u{1}",
        "\u{2028}",
    ]);
    prop_oneof![
        3 => collection::vec(any::<char>(), 0..40).prop_map(|characters| characters.into_iter().collect()),
        1 => odd.prop_map(str::to_owned),
    ]
}

/// Clear, of any characters, or erased; also texts that no limit would let in today.
pub fn text() -> impl Strategy<Value = Text> {
    prop_oneof![9 => words().prop_map(Text::Clear), 1 => Just(Text::Erased)]
}

pub fn maybe_text() -> impl Strategy<Value = Option<Text>> {
    option::of(text())
}

pub fn texts() -> impl Strategy<Value = Vec<Text>> {
    collection::vec(text(), 0..3)
}

/// Few and alike, so that an owner and a verifier are often the same role.
pub fn role() -> impl Strategy<Value = Label> {
    sample::select(vec!["Driftchef", "DRIFTCHEF", "Säkerhetssamordnare"])
        .prop_map(|role| Label::parse(role).unwrap())
}

pub fn label() -> impl Strategy<Value = Label> {
    words().prop_filter_map("not a label", |words| Label::parse(&words).ok())
}

pub fn maybe_label() -> impl Strategy<Value = Option<Label>> {
    option::of(label())
}

pub fn labels() -> impl Strategy<Value = Vec<Label>> {
    collection::vec(label(), 0..3)
}

pub fn code() -> impl Strategy<Value = Code> {
    "[a-z0-9_]{1,40}".prop_map(|code| Code::parse(&code).unwrap())
}

pub fn day() -> impl Strategy<Value = Date> {
    (2025..=2030_i16, 1..=12_i8, 1..=28_i8)
        .prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

pub fn happened() -> impl Strategy<Value = Option<ImpreciseDate>> {
    let text = (1900..=2100_i16, 1..=12, 1..=28, 0..=23, 0..=59).prop_flat_map(
        |(year, month, day, hour, minute)| {
            let full = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}");
            sample::select(vec![4, 7, 10, 16]).prop_map(move |length| full[..length].to_owned())
        },
    );
    option::of(text.prop_map(|text| ImpreciseDate::parse(&text).unwrap()))
}

fn level() -> impl Strategy<Value = Level> {
    (0..=3_u8).prop_map(|level| Level::parse(level).unwrap())
}

pub fn assets() -> impl Strategy<Value = Vec<AffectedAsset>> {
    let asset = (label(), level(), level(), level()).prop_map(|(asset, k, r, t)| AffectedAsset {
        asset,
        k,
        r,
        t,
    });
    collection::vec(asset, 0..3)
}

/// Any value of a closed list.
pub fn of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    sample::select(all)
}
