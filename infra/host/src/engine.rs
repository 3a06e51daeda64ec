//! The wasmtime engine, set up as Spin's (spinframework/spin `crates/core/src/lib.rs`).

use std::time::Duration;

use wasmtime::{Config, Engine, InstanceAllocationStrategy, Memory, MemoryType, PoolingAllocationConfig, Store};

use crate::error::HostError;

/// How often a busy guest is interrupted to see whether its time is up.
const EPOCH_TICK: Duration = Duration::from_millis(10);
/// Instances alive at once.
const INSTANCES_MAX: u32 = 1_000;
const CORE_INSTANCES_PER_COMPONENT_MAX: u32 = 200;
const TABLES_PER_COMPONENT_MAX: u32 = 64;
const MEMORIES_PER_COMPONENT_MAX: u32 = 32;
const TABLE_ELEMENTS_MAX: usize = 100_000;
const INSTANCE_METADATA_BYTES_MAX: usize = 10 << 20;
const MEMORY_BYTES_MAX: usize = 4 << 30;
const MEMORY_KEPT_RESIDENT_BYTES: usize = 2 << 20;
const TABLE_KEPT_RESIDENT_BYTES: usize = 1 << 19;
/// The pool reserves 6 GiB of addresses for each memory: 42 bits for 1,000 of them.
const POOL_ADDRESS_BITS: u32 = 42;
const WASM_PAGE_BITS: u32 = 16;

/// Makes the engine. Epoch interruption is on only when requests have a time limit, since it
/// makes machine code a little slower.
///
/// # Errors
/// [`HostError::Engine`] when wasmtime refuses the configuration.
pub(crate) fn build(interruptible: bool) -> Result<Engine, HostError> {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    config.epoch_interruption(interruptible);
    config.memory_init_cow(true);
    if has_address_space_for_pool() {
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    }
    let engine = Engine::new(&config).map_err(|error| HostError::Engine(format!("{error:#}")))?;
    if interruptible {
        tick_epochs(&engine)?;
    }
    Ok(engine)
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(INSTANCES_MAX)
        .total_memories(INSTANCES_MAX)
        .total_tables(2 * INSTANCES_MAX)
        .total_stacks(INSTANCES_MAX)
        .total_core_instances(4 * INSTANCES_MAX)
        .table_elements(TABLE_ELEMENTS_MAX)
        .max_component_instance_size(INSTANCE_METADATA_BYTES_MAX)
        .max_core_instance_size(INSTANCE_METADATA_BYTES_MAX)
        .max_core_instances_per_component(CORE_INSTANCES_PER_COMPONENT_MAX)
        .max_tables_per_component(TABLES_PER_COMPONENT_MAX)
        .max_memories_per_component(MEMORIES_PER_COMPONENT_MAX)
        .max_tables_per_module(2)
        .max_memories_per_module(2)
        .max_memory_size(MEMORY_BYTES_MAX)
        .linear_memory_keep_resident(MEMORY_KEPT_RESIDENT_BYTES)
        .table_keep_resident(TABLE_KEPT_RESIDENT_BYTES);
    pool
}

/// Probes by reserving one memory as large as the pool.
fn has_address_space_for_pool() -> bool {
    let mut config = Config::new();
    config.wasm_memory64(true);
    config.memory_reservation(1 << POOL_ADDRESS_BITS);
    let Ok(engine) = Engine::new(&config) else {
        return false;
    };
    let whole_pool = MemoryType::new64(0, Some(1 << (POOL_ADDRESS_BITS - WASM_PAGE_BITS)));
    Memory::new(Store::new(&engine, ()), whole_pool).is_ok()
}

/// One thread for the engine's life; the engine's end ends it.
fn tick_epochs(engine: &Engine) -> Result<(), HostError> {
    let engine = engine.weak();
    std::thread::Builder::new()
        .name("epoch-ticker".into())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                std::thread::sleep(EPOCH_TICK);
            }
        })
        .map(drop)
        .map_err(|error| HostError::Engine(error.to_string()))
}
