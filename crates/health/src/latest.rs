//! A value that later facts replace, whatever order they arrive in.

use serde::{Deserialize, Serialize};

/// The value stated last; of two stated at once the greater one, so that every order of arrival ends alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Latest<T> {
    /// When it was stated, in milliseconds.
    pub at: i64,
    /// What was stated.
    pub value: T,
}

/// Takes in a value, if the fact has one.
pub fn learn<T: Ord>(known: &mut Option<Latest<T>>, at: i64, value: Option<T>) {
    let Some(value) = value else { return };
    let stated = Latest { at, value };
    if known.as_ref().is_none_or(|known| *known < stated) {
        *known = Some(stated);
    }
}

/// The value, if it was ever stated.
pub fn known<T: Copy>(latest: &Option<Latest<T>>) -> Option<T> {
    latest.as_ref().map(|latest| latest.value)
}
