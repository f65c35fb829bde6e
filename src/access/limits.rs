//! Every limit on passwords, sessions and grants, once.

/// Shortest password, in characters.
pub const PASSWORD_CHARACTERS_MIN: usize = 12;
/// Longest password, in characters.
pub const PASSWORD_CHARACTERS_MAX: usize = 200;
/// Passwords that are computed at the same time; each takes 19 MiB for a moment.
pub const PASSWORDS_AT_ONCE: usize = 2;

/// Wrong one-time codes after a right password until the account has to wait.
pub const WRONG_CODES_MAX: u32 = 5;
/// How long it waits then, in minutes.
pub const WRONG_CODES_MINUTES: i64 = 15;

/// Longest that a browser stays signed in.
pub const SESSION_HOURS: i64 = 12;
/// Longest that it stays signed in while nobody uses it.
pub const SESSION_IDLE_MINUTES: i64 = 60;
/// How exactly the last use of a session is known.
pub const SESSION_SEEN_MINUTES: i64 = 5;
/// How often a session is read again that others change at the same moment.
pub const SESSION_CHANGE_ATTEMPTS: usize = 10;
/// Longest ID token that is kept for signing out of the sign-in service, in bytes: it travels in
/// an address, and not every server takes a long one.
pub const ID_TOKEN_BYTES: usize = 4 * 1024;
/// How long after a password or a token was given, acts that ask for it anew may begin.
pub const PROOF_MINUTES: i64 = 15;
/// How much longer a form that was opened in time can be sent.
pub const PROOF_FORM_MINUTES: i64 = 15;

/// How long a role is given for, unless another last day is named.
pub const GRANT_MONTHS: i32 = 12;
/// After how many months a grant is to be reviewed.
pub const REVIEW_MONTHS: i32 = 6;
