//! One-time codes of an authenticator (RFC 6238): six digits that change every 30 seconds.
//!
//! SHA-1, because most authenticators know nothing else; its weaknesses do not touch
//! HMAC. Must never accept a code twice.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha1::Sha1;

use crate::clock::Clock;

const STEP_SECONDS: i64 = 30;
/// Steps before and after the present one that are accepted: clocks differ, people type.
const STEPS_AROUND: i64 = 1;
const DIGITS: usize = 6;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an authenticator and Tillbud share.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    /// A new one.
    #[must_use]
    pub fn generate(clock: &Clock) -> Self {
        let mut secret = [0; 20];
        secret.copy_from_slice(&clock.random_bytes()[..20]);
        Self(secret)
    }

    /// As people type it: base 32.
    #[must_use]
    pub fn to_base32(&self) -> String {
        let (mut text, mut bits, mut held) = (String::new(), 0_u32, 0);
        for byte in self.0 {
            bits = (bits << 8) | u32::from(byte);
            held += 8;
            while held >= 5 {
                held -= 5;
                text.push(char::from(BASE32[(bits >> held) as usize & 31]));
            }
        }
        text
    }

    /// Reads what [`Self::to_base32`] wrote.
    #[must_use]
    pub fn from_base32(text: &str) -> Option<Self> {
        let (mut bytes, mut bits, mut held) = (Vec::with_capacity(20), 0_u32, 0);
        for symbol in text.bytes() {
            let value = BASE32.iter().position(|known| *known == symbol)?;
            bits = (bits << 5) | u32::try_from(value).ok()?;
            held += 5;
            if held >= 8 {
                held -= 8;
                bytes.push(u8::try_from((bits >> held) & 255).ok()?);
            }
        }
        Some(Self(bytes.try_into().ok()?))
    }

    /// What the QR code holds, for whoever signs in as `login`.
    #[must_use]
    pub fn uri(&self, login: &str) -> String {
        let login: String = login.bytes().map(percent_encoded).collect();
        let secret = self.to_base32();
        format!("otpauth://totp/Tillbud:{login}?secret={secret}&issuer=Tillbud")
    }

    /// The step that `code` belongs to, when it is one around `now` and after `last`.
    #[must_use]
    pub fn step_of(&self, code: &str, now: Timestamp, last: i64) -> Option<i64> {
        let typed: String = code.chars().filter(|symbol| !symbol.is_whitespace()).collect();
        let present = now.as_second() / STEP_SECONDS;
        (present - STEPS_AROUND..=present + STEPS_AROUND)
            .find(|step| *step > last && is_equal(&self.code(*step), &typed))
    }

    /// What an authenticator shows at this moment.
    #[must_use]
    pub fn code_at(&self, now: Timestamp) -> String {
        self.code(now.as_second() / STEP_SECONDS)
    }

    /// The code of this step (RFC 4226, 5.3).
    fn code(&self, step: i64) -> String {
        let mut block = hmac::digest::Key::<Hmac<Sha1>>::default();
        block[..self.0.len()].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha1>::new(&block);
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[19] & 15);
        let word = digest[offset..offset + 4].iter().fold(0, |word, b| (word << 8) | u32::from(*b));
        format!("{:0DIGITS$}", (word & 0x7fff_ffff) % 1_000_000)
    }
}

/// Takes as long wherever they differ.
fn is_equal(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differing == 0
}

fn percent_encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six of eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = seconds / STEP_SECONDS;
            assert_eq!(secret().step_of(code, at(seconds), 0), Some(step), "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_once_and_one_step_around_its_time() {
        let (code, step) = (" 081 804", 1_111_111_109 / STEP_SECONDS);
        let on = |seconds| secret().step_of(code, at(seconds), 0);
        assert_eq!(on((step - 1) * STEP_SECONDS), Some(step));
        assert_eq!(on((step + 2) * STEP_SECONDS - 1), Some(step));
        assert_eq!(on((step - 1) * STEP_SECONDS - 1), None);
        assert_eq!(on((step + 2) * STEP_SECONDS), None);
        assert_eq!(secret().step_of(code, at(1_111_111_109), step), None, "used already");
        assert_eq!(secret().step_of("", at(1_111_111_109), 0), None);
    }

    #[test]
    fn the_secret_is_written_as_authenticators_read_it() {
        assert_eq!(secret().to_base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(TotpSecret::from_base32(&secret().to_base32()) == Some(secret()));
        assert!(
            TotpSecret::from_base32("GEZ").is_none() && TotpSecret::from_base32("å1").is_none()
        );
        let uri = secret().uri("anna å");
        assert_eq!(
            uri,
            "otpauth://totp/Tillbud:anna%20%C3%A5?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tillbud"
        );
    }
}
