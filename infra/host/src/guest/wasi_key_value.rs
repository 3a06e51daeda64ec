//! `wasi:keyvalue@0.2.0-draft2`: synchronous, so a call stalls the instance's other requests.

use std::sync::Arc;

use wasmtime::component::Resource;
use wasmtime_wasi::TrappableError;

use super::bindings::wasi::keyvalue::{atomics, batch, store as api};
use super::key_value::KeyValueState;
use crate::store::{Store, StoreError, Swap, SwapError};

/// An error for the guest, or a trap.
pub(crate) type GuestError = TrappableError<api::Error>;
/// A failed compare-and-swap for the guest, or a trap.
pub(crate) type GuestCasError = TrappableError<atomics::CasError>;

impl From<StoreError> for GuestError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Failed(text) => api::Error::Other(text).into(),
            StoreError::Trapped(_) => Self::trap(wasmtime::Error::new(error)),
        }
    }
}

fn cas_error(error: StoreError) -> GuestCasError {
    match error {
        StoreError::Failed(text) => atomics::CasError::StoreError(api::Error::Other(text)).into(),
        StoreError::Trapped(_) => GuestCasError::trap(wasmtime::Error::new(error)),
    }
}

impl KeyValueState {
    fn bucket(&self, bucket: &Resource<api::Bucket>) -> Result<Arc<dyn Store>, GuestError> {
        let store = self.stores.get(bucket.rep()).cloned();
        store.ok_or_else(|| api::Error::NoSuchStore.into())
    }

    fn keep_swap(&mut self, swap: Arc<dyn Swap>) -> Result<Resource<atomics::Cas>, api::Error> {
        self.swaps
            .push(swap)
            .map(Resource::new_own)
            .ok_or_else(|| api::Error::Other("too many compare_and_swaps opened".into()))
    }
}

impl api::Host for KeyValueState {
    async fn open(&mut self, label: String) -> Result<Resource<api::Bucket>, GuestError> {
        if !self.component.stores.contains(&label) {
            return Err(api::Error::AccessDenied.into());
        }
        let store = Arc::clone(&self.component.store);
        let handle = self.stores.push(store);
        let full = || api::Error::Other("store table full".into());
        Ok(Resource::new_own(handle.ok_or_else(full)?))
    }

    fn convert_error(&mut self, error: GuestError) -> wasmtime::Result<api::Error> {
        error.downcast()
    }
}

impl api::HostBucket for KeyValueState {
    async fn get(&mut self, bucket: Resource<api::Bucket>, key: String) -> Result<Option<Vec<u8>>, GuestError> {
        Ok(self.bucket(&bucket)?.get(&key).await?)
    }

    async fn set(&mut self, bucket: Resource<api::Bucket>, key: String, value: Vec<u8>) -> Result<(), GuestError> {
        Ok(self.bucket(&bucket)?.set(&key, &value).await?)
    }

    async fn delete(&mut self, bucket: Resource<api::Bucket>, key: String) -> Result<(), GuestError> {
        Ok(self.bucket(&bucket)?.delete(&key).await?)
    }

    async fn exists(&mut self, bucket: Resource<api::Bucket>, key: String) -> Result<bool, GuestError> {
        Ok(self.bucket(&bucket)?.exists(&key).await?)
    }

    async fn list_keys(
        &mut self,
        bucket: Resource<api::Bucket>,
        cursor: Option<String>,
    ) -> Result<api::KeyResponse, GuestError> {
        if cursor.is_some() {
            return Err(api::Error::Other("list_keys: cursor not supported".into()).into());
        }
        let keys = self.bucket(&bucket)?.get_keys().await?;
        Ok(api::KeyResponse { keys, cursor: None })
    }

    async fn drop(&mut self, bucket: Resource<api::Bucket>) -> wasmtime::Result<()> {
        self.stores.remove(bucket.rep());
        Ok(())
    }
}

impl batch::Host for KeyValueState {
    async fn get_many(
        &mut self,
        bucket: Resource<api::Bucket>,
        keys: Vec<String>,
    ) -> Result<Vec<(String, Option<Vec<u8>>)>, GuestError> {
        let store = self.bucket(&bucket)?;
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        Ok(store.get_many(keys).await?)
    }

    async fn set_many(
        &mut self,
        bucket: Resource<api::Bucket>,
        entries: Vec<(String, Vec<u8>)>,
    ) -> Result<(), GuestError> {
        let store = self.bucket(&bucket)?;
        if entries.is_empty() {
            return Ok(());
        }
        Ok(store.set_many(entries).await?)
    }

    async fn delete_many(&mut self, bucket: Resource<api::Bucket>, keys: Vec<String>) -> Result<(), GuestError> {
        let store = self.bucket(&bucket)?;
        if keys.is_empty() {
            return Ok(());
        }
        Ok(store.delete_many(keys).await?)
    }
}

impl atomics::Host for KeyValueState {
    async fn increment(&mut self, bucket: Resource<api::Bucket>, key: String, delta: i64) -> Result<i64, GuestError> {
        Ok(self.bucket(&bucket)?.increment(&key, delta).await?)
    }

    async fn swap(&mut self, cas: Resource<atomics::Cas>, value: Vec<u8>) -> Result<(), GuestCasError> {
        let Some(swap) = self.swaps.get(cas.rep()).cloned() else {
            return Err(cas_error(StoreError::Failed("compare and swap not found".into())));
        };
        // The call consumes the handle; Spin keeps it in its table for the instance's life.
        self.swaps.remove(cas.rep());
        match swap.swap(value).await {
            Ok(()) => Ok(()),
            Err(SwapError::Store(error)) => Err(cas_error(error)),
            Err(SwapError::Mismatch(_)) => {
                let key = swap.key().to_owned();
                let renewed = self.component.store.open_swap(&key).await.map_err(cas_error)?;
                renewed.current().await.map_err(cas_error)?;
                let handle = self.keep_swap(renewed).map_err(atomics::CasError::StoreError)?;
                Err(atomics::CasError::CasFailed(handle).into())
            }
        }
    }

    fn convert_cas_error(&mut self, error: GuestCasError) -> wasmtime::Result<atomics::CasError> {
        error.downcast()
    }
}

impl atomics::HostCas for KeyValueState {
    async fn new(&mut self, bucket: Resource<api::Bucket>, key: String) -> Result<Resource<atomics::Cas>, GuestError> {
        let swap = self.bucket(&bucket)?.open_swap(&key).await?;
        Ok(self.keep_swap(swap)?)
    }

    async fn current(&mut self, cas: Resource<atomics::Cas>) -> Result<Option<Vec<u8>>, GuestError> {
        let Some(swap) = self.swaps.get(cas.rep()).cloned() else {
            return Err(api::Error::Other("compare and swap not found".into()).into());
        };
        Ok(swap.current().await?)
    }

    async fn drop(&mut self, cas: Resource<atomics::Cas>) -> wasmtime::Result<()> {
        self.swaps.remove(cas.rep());
        Ok(())
    }
}
