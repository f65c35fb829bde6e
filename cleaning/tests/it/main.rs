//! Files that tell too much, and files that mean harm, made here and cleaned.
#![cfg(test)]

mod bytes;
mod hostile;
mod office;
mod pdf;
mod pictures;
mod word;
