//! Counting what guests ask of the store.

use std::sync::atomic::{AtomicU64, Ordering};

/// One kind of store operation, as guests see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Read one key.
    Get,
    /// Write one key.
    Set,
    /// Remove one key.
    Delete,
    /// Ask whether a key has a value.
    Exists,
    /// Add to a counter.
    Increment,
    /// List every key.
    GetKeys,
    /// Read several keys.
    GetMany,
    /// Write several keys.
    SetMany,
    /// Remove several keys.
    DeleteMany,
    /// Read a key through a compare-and-swap handle.
    SwapCurrent,
    /// Compare and swap.
    Swap,
}

impl OperationKind {
    /// Whether the operation changes the store.
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(self, Self::Set | Self::Delete | Self::Increment | Self::SetMany | Self::DeleteMany | Self::Swap)
    }
}

/// How many operations of each kind ran since the last reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Single-key reads.
    pub get: u64,
    /// Single-key writes.
    pub set: u64,
    /// Single-key removals.
    pub delete: u64,
    /// Existence checks.
    pub exists: u64,
    /// Counter increments.
    pub increment: u64,
    /// Full key listings.
    pub get_keys: u64,
    /// Batch reads; one for each call, whatever its size.
    pub get_many: u64,
    /// Batch writes; one for each call, whatever its size.
    pub set_many: u64,
    /// Batch removals; one for each call, whatever its size.
    pub delete_many: u64,
    /// Reads through a compare-and-swap handle.
    pub swap_current: u64,
    /// Compare-and-swap attempts.
    pub swap: u64,
    /// Keys and values that passed in writes, in bytes.
    pub written_bytes: u64,
    /// Values that passed in reads, in bytes.
    pub read_bytes: u64,
}

impl Operations {
    /// Operations that only read.
    #[must_use]
    pub const fn reads(&self) -> u64 {
        self.get + self.exists + self.get_keys + self.get_many + self.swap_current
    }

    /// Operations that change the store.
    #[must_use]
    pub const fn writes(&self) -> u64 {
        self.set + self.delete + self.increment + self.set_many + self.delete_many + self.swap
    }

    /// All operations.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.reads() + self.writes()
    }
}

macro_rules! counters {
    ($($field:ident),+ $(,)?) => {
        /// The live counters behind [`Operations`].
        #[derive(Debug, Default)]
        pub(crate) struct OperationCounters { $($field: AtomicU64,)+ }

        impl OperationCounters {
            pub(crate) fn snapshot(&self) -> Operations {
                Operations { $($field: self.$field.load(Ordering::Relaxed),)+ }
            }

            pub(crate) fn reset(&self) -> Operations {
                Operations { $($field: self.$field.swap(0, Ordering::Relaxed),)+ }
            }
        }
    };
}

counters!(
    get,
    set,
    delete,
    exists,
    increment,
    get_keys,
    get_many,
    set_many,
    delete_many,
    swap_current,
    swap,
    written_bytes,
    read_bytes,
);

impl OperationCounters {
    pub(crate) fn count(&self, kind: OperationKind) {
        let counter = match kind {
            OperationKind::Get => &self.get,
            OperationKind::Set => &self.set,
            OperationKind::Delete => &self.delete,
            OperationKind::Exists => &self.exists,
            OperationKind::Increment => &self.increment,
            OperationKind::GetKeys => &self.get_keys,
            OperationKind::GetMany => &self.get_many,
            OperationKind::SetMany => &self.set_many,
            OperationKind::DeleteMany => &self.delete_many,
            OperationKind::SwapCurrent => &self.swap_current,
            OperationKind::Swap => &self.swap,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn written(&self, length_bytes: usize) {
        self.written_bytes.fetch_add(length_bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn read(&self, length_bytes: usize) {
        self.read_bytes.fetch_add(length_bytes as u64, Ordering::Relaxed);
    }
}
