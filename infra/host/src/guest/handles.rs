//! A bounded table of host objects that guests hold by number.

/// How many stores, and how many compare-and-swap handles, an instance may have open
/// (spinframework/spin `crates/factor-key-value/src/host.rs`).
pub(super) const HANDLES_MAX: usize = 256;

/// A table of at most [`HANDLES_MAX`] objects.
pub(super) struct Handles<T> {
    slots: Vec<Option<T>>,
}

impl<T> Default for Handles<T> {
    fn default() -> Self {
        Self { slots: Vec::new() }
    }
}

impl<T> Handles<T> {
    /// Keeps `value`; its number, or `None` when the table is full.
    pub(super) fn push(&mut self, value: T) -> Option<u32> {
        let free = self.slots.iter().position(Option::is_none);
        match free {
            Some(index) => {
                *self.slots.get_mut(index)? = Some(value);
                u32::try_from(index).ok()
            }
            None if self.slots.len() < HANDLES_MAX => {
                self.slots.push(Some(value));
                u32::try_from(self.slots.len() - 1).ok()
            }
            None => None,
        }
    }

    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.slots.get(usize::try_from(number).ok()?)?.as_ref()
    }

    pub(super) fn remove(&mut self, number: u32) {
        if let Ok(index) = usize::try_from(number)
            && let Some(slot) = self.slots.get_mut(index)
        {
            *slot = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_table_takes_nothing_until_something_is_removed() {
        let mut handles = Handles::default();
        for value in 0..HANDLES_MAX {
            assert_eq!(handles.push(value), u32::try_from(value).ok());
        }
        assert_eq!(handles.push(0), None);
        handles.remove(7);
        assert_eq!(handles.get(7), None);
        assert_eq!(handles.push(1_000), Some(7));
        assert_eq!(handles.get(7), Some(&1_000));
    }
}
