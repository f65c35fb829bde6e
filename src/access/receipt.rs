//! The receipt code: all that connects a reporter with a report.
//!
//! 80 random bits as 16 symbols of Crockford's base 32 (no I, L, O, U), and two
//! symbols that catch typing errors. Tillbud stores only a keyed digest of it, in
//! an erasable stream beside the log. Must never be logged, put in an address or
//! stored.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::act::{Act, digest};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SECRET_SYMBOLS: usize = 16;
const CHECK_SYMBOLS: usize = 2;
const GROUP: usize = 6;

/// A receipt code. Displayed as `7K3M9Q-2RV8XA-4TB0ZC`.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptCode([u8; SECRET_SYMBOLS + CHECK_SYMBOLS]);

/// The text is not a receipt code, most likely a typing error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a receipt code; check that each of its 18 characters is right")]
pub struct ReceiptCodeError;

impl ReceiptCode {
    /// The code of the report that this act takes in.
    #[must_use]
    pub fn of(act: &Act) -> Self {
        Self::from_random(act.secret("receipt"))
    }

    /// The code made of the first 80 of these random bits.
    #[must_use]
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let mut secret = [0; SECRET_SYMBOLS];
        for (symbol, byte) in secret.iter_mut().zip(bytes) {
            // 256 is a multiple of 32: the low five bits are as random as the byte.
            *symbol = byte & 31;
        }
        Self::with_check(secret)
    }

    /// Reads what a person typed: any case, with or without hyphens and spaces, and
    /// O for 0, I or L for 1.
    ///
    /// # Errors
    /// [`ReceiptCodeError`] when it cannot be a code.
    pub fn parse(typed: &str) -> Result<Self, ReceiptCodeError> {
        let mut symbols = Vec::with_capacity(SECRET_SYMBOLS + CHECK_SYMBOLS);
        for character in typed.chars().filter(|c| !c.is_whitespace() && !"-–_.".contains(*c)) {
            let character = match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = ALPHABET.iter().position(|symbol| char::from(*symbol) == character);
            symbols
                .push(u8::try_from(value.ok_or(ReceiptCodeError)?).map_err(|_| ReceiptCodeError)?);
            if symbols.len() > SECRET_SYMBOLS + CHECK_SYMBOLS {
                return Err(ReceiptCodeError);
            }
        }
        let typed: [u8; SECRET_SYMBOLS + CHECK_SYMBOLS] =
            symbols.try_into().map_err(|_| ReceiptCodeError)?;
        let mut secret = [0; SECRET_SYMBOLS];
        secret.copy_from_slice(&typed[..SECRET_SYMBOLS]);
        let code = Self::with_check(secret);
        if code.0 == typed { Ok(code) } else { Err(ReceiptCodeError) }
    }

    /// What is stored instead of the code: a digest under the deployment's `pepper`.
    #[must_use]
    pub fn verifier(&self, pepper: &[u8; 32]) -> [u8; 32] {
        digest(pepper, &[b"receipt", &self.0[..SECRET_SYMBOLS]])
    }

    fn with_check(secret: [u8; SECRET_SYMBOLS]) -> Self {
        let check = Sha256::digest(secret);
        let mut code = [0; SECRET_SYMBOLS + CHECK_SYMBOLS];
        code[..SECRET_SYMBOLS].copy_from_slice(&secret);
        code[SECRET_SYMBOLS] = check[0] & 31;
        code[SECRET_SYMBOLS + 1] = check[1] & 31;
        Self(code)
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (ordinal, symbol) in self.0.iter().enumerate() {
            if ordinal > 0 && ordinal % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(ALPHABET[usize::from(*symbol)]))?;
        }
        Ok(())
    }
}

/// Never prints the code: a debug line must not open a report.
impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> ReceiptCode {
        ReceiptCode::from_random(std::array::from_fn(|i| u8::try_from(i * 7 + 3).unwrap()))
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let shown = code().to_string();
        assert_eq!(shown.len(), 20);
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', " "),
            shown.replace('0', "O").replace('1', "l"),
        ] {
            assert_eq!(ReceiptCode::parse(&typed), Ok(code()), "{typed}");
        }
    }

    #[test]
    fn a_mistyped_symbol_and_swapped_neighbours_are_noticed() {
        let shown = code().to_string().replace('-', "");
        let (mut noticed, mut tried) = (0, 0);
        for at in 0..shown.len() {
            for symbol in ALPHABET {
                let mut typed = shown.clone().into_bytes();
                if typed[at] != *symbol {
                    typed[at] = *symbol;
                    tried += 1;
                    noticed += usize::from(
                        ReceiptCode::parse(&String::from_utf8(typed).unwrap()).is_err(),
                    );
                }
            }
        }
        // Ten check bits miss one error in about a thousand.
        assert!(noticed * 100 >= tried * 99, "{noticed} of {tried}");
    }

    #[test]
    fn rubbish_is_refused() {
        for typed in ["", "ÅÄÖ", "7K3M9Q", &"0".repeat(1000), "UUUUUU-UUUUUU-UUUUUU"] {
            assert_eq!(ReceiptCode::parse(typed), Err(ReceiptCodeError), "{typed}");
        }
    }

    #[test]
    fn the_verifier_depends_on_the_pepper_and_debug_shows_nothing() {
        assert_ne!(code().verifier(&[1; 32]), code().verifier(&[2; 32]));
        assert_eq!(format!("{:?}", code()), "ReceiptCode");
    }
}
