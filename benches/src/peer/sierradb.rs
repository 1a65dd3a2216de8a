//! `SierraDB`, embedded: one partition, so that its order is total as everybody's is.
//!
//! An append is answered when the writer thread has called `fdatasync`; it waits for so many events, or a millisecond.

use std::{path::Path, sync::Arc, time::Duration};

use sierradb::{
    IterDirection, StreamId,
    database::{Database, DatabaseBuilder, ExpectedVersion, NewEvent, Transaction},
    id::{uuid_to_partition_hash, uuid_v7_with_partition_hash},
};
use smallvec::SmallVec;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

use crate::{
    bank::AccountEvent,
    data::BankEvent,
    fault::Result,
    store::{Read, Store},
};

const PARTITION: u16 = 0;
const KEY: Uuid = Uuid::from_u128(0x0063_6872_6f6e_6f73);
const READERS: u16 = 2;
const SYNC_INTERVAL: Duration = Duration::from_millis(1);

/// The database; appends of many tasks share a sync. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Shared {
    database: Arc<Database>,
}

impl Shared {
    /// Opens the database in `folder`; it syncs when `writers` events wait.
    pub(crate) fn open(folder: &Path, writers: usize) -> Result<Self> {
        let database = DatabaseBuilder::new()
            .total_buckets(1)
            .bucket_ids_from_range(0..1)
            .writer_threads(1)
            .reader_threads(READERS)
            .max_batch_size(writers)
            .sync_interval(SYNC_INTERVAL)
            .sync_idle_interval(SYNC_INTERVAL)
            .open(folder)?;
        Ok(Self { database: Arc::new(database) })
    }

    pub(crate) async fn append(&self, batch: &[BankEvent]) -> Result<()> {
        let events: SmallVec<[NewEvent; 4]> = batch.iter().map(new_event).collect::<Result<_>>()?;
        self.database.append_events(Transaction::new(KEY, PARTITION, events)?).await?;
        Ok(())
    }

    pub(crate) async fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()> {
        let stream = StreamId::new(account.to_string())?;
        let mut records = self.database.read_stream(PARTITION, stream, 0, IterDirection::Forward).await?;
        while let Some(committed) = records.next().await? {
            for record in committed {
                each(postcard::from_bytes(&record.payload)?);
            }
        }
        Ok(())
    }

    pub(crate) async fn close(self) {
        self.database.shutdown().await;
    }
}

fn new_event(event: &BankEvent) -> Result<NewEvent> {
    Ok(NewEvent {
        event_id: uuid_v7_with_partition_hash(uuid_to_partition_hash(KEY)),
        stream_id: StreamId::new(event.account.to_string())?,
        stream_version: ExpectedVersion::Any,
        event_name: chronostack::Event::event_type(&event.event).name.to_owned(),
        timestamp: 1,
        metadata: Vec::new(),
        payload: postcard::to_stdvec(&event.event)?,
    })
}

fn runtime() -> Result<Runtime> {
    Ok(Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// The database of one writer, which waits for each commit.
pub(crate) struct SierraDb {
    shared: Shared,
    runtime: Runtime,
}

impl SierraDb {
    pub(crate) fn new(shared: Shared, runtime: Runtime) -> Self {
        Self { shared, runtime }
    }
}

impl Store for SierraDb {
    fn open(folder: &Path) -> Result<Self> {
        let runtime = runtime()?;
        let shared = runtime.block_on(async { Shared::open(folder, 1) })?;
        Ok(Self { shared, runtime })
    }

    fn count(&self) -> Result<u64> {
        let last = self.runtime.block_on(self.shared.database.get_partition_sequence(PARTITION))?;
        Ok(last.map_or(0, |last| last.sequence + 1))
    }

    fn append(&mut self, batch: &[BankEvent]) -> Result<()> {
        self.runtime.block_on(self.shared.append(batch))
    }

    fn close(self) -> Result<()> {
        self.runtime.block_on(self.shared.close());
        Ok(())
    }
}

impl Read for SierraDb {
    fn replay(&self, each: &mut (dyn FnMut(u32, AccountEvent) -> Result<()> + Send)) -> Result<()> {
        self.runtime.block_on(async {
            let mut records = self.shared.database.read_partition(PARTITION, 0, IterDirection::Forward).await?;
            while let Some(commits) = records.next_batch(1_000).await? {
                for record in commits.into_iter().flatten() {
                    each(record.stream_id.parse()?, postcard::from_bytes(&record.payload)?)?;
                }
            }
            Ok(())
        })
    }

    fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()> {
        self.runtime.block_on(self.shared.read_account(account, each))
    }
}
