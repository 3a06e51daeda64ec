//! `spin:key-value/key-value@3.0.0`: asynchronous, so that a guest can fan out reads.

use std::sync::Arc;

use wasmtime::component::{Accessor, FutureReader, HasData, Resource, StreamReader};
use wasmtime_wasi::TrappableError;

use super::bindings::spin::key_value::key_value as api;
use super::handles::Handles;
use crate::instance::ComponentContext;
use crate::store::{Store, StoreError, Swap};

/// An error for the guest, or a trap.
pub(crate) type GuestError = TrappableError<api::Error>;

/// An instance's open stores.
pub(crate) struct KeyValueState {
    pub(super) component: Arc<ComponentContext>,
    pub(super) stores: Handles<Arc<dyn Store>>,
    pub(super) swaps: Handles<Arc<dyn Swap>>,
}

impl KeyValueState {
    pub(crate) fn new(component: Arc<ComponentContext>) -> Self {
        Self { component, stores: Handles::default(), swaps: Handles::default() }
    }
}

/// Tells wasmtime how to reach [`KeyValueState`].
pub(crate) struct KeyValue;

impl HasData for KeyValue {
    type Data<'a> = &'a mut KeyValueState;
}

impl From<StoreError> for GuestError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Failed(text) => api::Error::Other(text).into(),
            StoreError::Trapped(_) => Self::trap(wasmtime::Error::new(error)),
        }
    }
}

fn open_store<T>(
    accessor: &Accessor<T, KeyValue>,
    handle: &Resource<api::Store>,
) -> Result<Arc<dyn Store>, GuestError> {
    accessor.with(|mut access| {
        let store = access.get().stores.get(handle.rep()).cloned();
        store.ok_or_else(|| api::Error::NoSuchStore.into())
    })
}

impl api::Host for KeyValueState {
    fn convert_error(&mut self, error: GuestError) -> wasmtime::Result<api::Error> {
        error.downcast()
    }
}

impl api::HostStore for KeyValueState {
    async fn drop(&mut self, store: Resource<api::Store>) -> wasmtime::Result<()> {
        self.stores.remove(store.rep());
        Ok(())
    }
}

impl<T: 'static> api::HostStoreWithStore<T> for KeyValue {
    async fn open(accessor: &Accessor<T, Self>, label: String) -> Result<Resource<api::Store>, GuestError> {
        accessor.with(|mut access| {
            let state = access.get();
            if !state.component.stores.contains(&label) {
                return Err(api::Error::AccessDenied.into());
            }
            let store = Arc::clone(&state.component.store);
            let handle = state.stores.push(store);
            Ok(Resource::new_own(handle.ok_or(api::Error::StoreTableFull)?))
        })
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        store: Resource<api::Store>,
        key: String,
    ) -> Result<Option<Vec<u8>>, GuestError> {
        Ok(open_store(accessor, &store)?.get(&key).await?)
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<api::Store>,
        key: String,
        value: Vec<u8>,
    ) -> Result<(), GuestError> {
        Ok(open_store(accessor, &store)?.set(&key, &value).await?)
    }

    async fn delete(accessor: &Accessor<T, Self>, store: Resource<api::Store>, key: String) -> Result<(), GuestError> {
        Ok(open_store(accessor, &store)?.delete(&key).await?)
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<api::Store>,
        key: String,
    ) -> Result<bool, GuestError> {
        Ok(open_store(accessor, &store)?.exists(&key).await?)
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        store: Resource<api::Store>,
    ) -> wasmtime::Result<(StreamReader<String>, FutureReader<Result<(), api::Error>>)> {
        let store = accessor.with(|mut access| access.get().stores.get(store.rep()).cloned());
        let listed = match store {
            Some(store) => store.get_keys().await,
            None => Err(StoreError::Trapped("invalid store handle".into())),
        };
        let (keys, outcome) = match listed {
            Ok(keys) => (keys, Ok(())),
            Err(StoreError::Failed(text)) => (Vec::new(), Err(api::Error::Other(text))),
            Err(trapped) => return Err(wasmtime::Error::new(trapped)),
        };
        accessor.with(|mut access| {
            let stream = StreamReader::new(&mut access, keys)?;
            let outcome = FutureReader::new(&mut access, async move { Ok::<_, wasmtime::Error>(outcome) })?;
            Ok((stream, outcome))
        })
    }
}
