//! Reads a signed token (RFC 7515, 7519) when its signature is that of a known key.
//!
//! The signature itself is checked by `ring`. Must never let the token choose how it is
//! checked: the key says what it is for, and only these few algorithms exist here.

use anyhow::{Context, bail, ensure};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::Value;

/// Longest token that is read, in bytes.
const TOKEN_BYTES: usize = 64 * 1024;

/// How a token says that it is signed.
#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    /// Extensions that must be understood; none is.
    #[serde(default)]
    crit: Option<Value>,
}

/// A public key of the service (RFC 7517).
#[derive(Clone, Deserialize)]
pub(super) struct Key {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    r#use: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    n: Option<String>,
    #[serde(default)]
    e: Option<String>,
    #[serde(default)]
    x: Option<String>,
    #[serde(default)]
    y: Option<String>,
}

/// What became of looking for the key.
pub(super) enum Checked {
    /// The signature is right; these are the claims.
    Claims(Value),
    /// No key has the id that the token names: the service may have new ones.
    UnknownKey,
}

/// The keys in a document of keys. Those of kinds that are not known here are left out.
pub(super) fn keys(document: &Value) -> anyhow::Result<Vec<Key>> {
    let keys = document["keys"].as_array().context("the service's keys are no list")?;
    Ok(keys.iter().filter_map(|key| serde_json::from_value(key.clone()).ok()).collect())
}

/// Checks `token` against `keys`.
pub(super) fn check(token: &str, keys: &[Key]) -> anyhow::Result<Checked> {
    ensure!(token.len() <= TOKEN_BYTES, "the token is too long");
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        bail!("the token does not have three parts");
    };
    let signed = &token[..header.len() + 1 + claims.len()];
    let header: Header = serde_json::from_slice(&decode(header)?).context("the token's header")?;
    ensure!(header.crit.is_none(), "the token asks for extensions that are not known here");
    let fits = |key: &&Key| key.is_for(&header);
    let mut candidates = keys.iter().filter(fits);
    let key = match (candidates.next(), candidates.next()) {
        (None, _) => return Ok(Checked::UnknownKey),
        (Some(key), None) => key,
        // Without a name it has to be clear which key is meant.
        (Some(_), Some(_)) => bail!("the token fits several keys of the service"),
    };
    key.verify(&header.alg, signed.as_bytes(), &decode(signature)?)?;
    let claims = serde_json::from_slice(&decode(claims)?).context("the token's claims")?;
    Ok(Checked::Claims(claims))
}

impl Key {
    fn is_for(&self, header: &Header) -> bool {
        let is_named = header.kid.is_none() || self.kid == header.kid;
        let is_to_sign = self.r#use.as_deref().is_none_or(|purpose| purpose == "sig");
        let has_algorithm = self.alg.as_ref().is_none_or(|alg| *alg == header.alg);
        is_named && is_to_sign && has_algorithm && self.kind_fits(&header.alg)
    }

    fn kind_fits(&self, alg: &str) -> bool {
        match alg {
            "RS256" | "PS256" => self.kty == "RSA",
            "ES256" => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
            "EdDSA" => self.kty == "OKP" && self.crv.as_deref() == Some("Ed25519"),
            _ => false,
        }
    }

    fn verify(&self, alg: &str, signed: &[u8], signature: &[u8]) -> anyhow::Result<()> {
        let part = |part: &Option<String>| decode(part.as_deref().context("a key lacks a part")?);
        let is_right = match alg {
            "RS256" | "PS256" => {
                let (n, e) = (part(&self.n)?, part(&self.e)?);
                let key = RsaPublicKeyComponents { n: &n, e: &e };
                let how = if alg == "RS256" {
                    &RSA_PKCS1_2048_8192_SHA256
                } else {
                    &RSA_PSS_2048_8192_SHA256
                };
                key.verify(how, signed, signature)
            }
            "ES256" => {
                let point = [vec![4], part(&self.x)?, part(&self.y)?].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature)
            }
            "EdDSA" => UnparsedPublicKey::new(&ED25519, part(&self.x)?).verify(signed, signature),
            other => bail!("tokens signed with {other} are not accepted"),
        };
        is_right.map_err(|_| anyhow::anyhow!("the token's signature is wrong"))
    }
}

fn decode(text: &str) -> anyhow::Result<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).context("a part of the token is not base64url")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// RFC 7515, appendix A.3: ES256.
    const ES256: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    /// RFC 7515, appendix A.2: RS256.
    const RS256: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    fn rsa() -> Value {
        json!({ "kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" })
    }

    fn ec() -> Value {
        json!({ "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" })
    }

    fn with(mut key: Value, field: &str, value: &str) -> Value {
        key[field] = json!(value);
        key
    }

    fn checked(token: &str, document: Value) -> anyhow::Result<Option<Value>> {
        match check(token, &keys(&json!({ "keys": document }))?)? {
            Checked::Claims(claims) => Ok(Some(claims)),
            Checked::UnknownKey => Ok(None),
        }
    }

    #[test]
    fn the_tokens_of_the_rfc_are_read_with_their_keys() {
        for token in [ES256, RS256] {
            let claims = checked(token, json!([ec(), rsa(), { "kty": "oct", "k": "x" }])).unwrap();
            assert_eq!(claims.unwrap()["iss"], "joe");
        }
    }

    #[test]
    fn one_altered_byte_is_noticed() {
        for token in [ES256, RS256] {
            for at in [25, 60, token.len() - 20] {
                let mut altered = token.to_owned().into_bytes();
                altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
                let altered = String::from_utf8(altered).unwrap();
                assert!(checked(&altered, json!([ec(), rsa()])).is_err(), "{at}");
            }
        }
    }

    #[test]
    fn the_key_says_what_it_is_for_and_the_token_does_not() {
        let unknown = |token: &str, document| assert!(checked(token, document).unwrap().is_none());
        unknown(RS256, json!([ec()]));
        unknown(RS256, json!([with(rsa(), "use", "enc")]));
        unknown(RS256, json!([with(rsa(), "alg", "PS256")]));
        unknown(RS256, json!([]));
        let part = |json: Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        for header in [json!({ "alg": "none" }), json!({ "alg": "HS256" })] {
            unknown(&format!("{}.{}.", part(header), part(json!({}))), json!([ec(), rsa()]));
        }
        let named =
            format!("{}.{}.", part(json!({ "alg": "RS256", "kid": "new" })), part(json!({})));
        unknown(&named, json!([with(rsa(), "kid", "old")]));
    }

    #[test]
    fn what_is_no_token_or_could_mean_several_keys_is_an_error() {
        for token in ["", "a", "a.b", "a.b.c", "a.b.c.d", "å.å.å"] {
            assert!(checked(token, json!([rsa()])).is_err(), "{token}");
        }
        assert!(checked(RS256, json!([rsa(), rsa()])).is_err());
        assert!(keys(&json!({})).is_err());
    }
}
