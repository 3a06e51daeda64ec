//! The fake of `mail`.
