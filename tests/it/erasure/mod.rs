//! What was erased is nowhere: not in a file, not after a crash, not for a rule's delay.
//!
//! Must never look for a word without having found it before it was erased.

mod bytes;
mod evidence;
mod files;
mod interrupted;
mod killed;
mod retained;
mod told;
mod words;
