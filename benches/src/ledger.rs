//! `ChronoStack`'s durable log, in the place of a peer's store: untyped records in and out, by the public interface.

use std::{ops::ControlFlow, path::Path, sync::Arc};

use chronostack::{
    ChronoStack, Event, Timestamp,
    id::StreamName,
    log::{Commit, EventKind, Log, NewRecord, RecordRef, StreamAppend},
};
use pollster::block_on;

use crate::{
    bank::{Account, AccountEvent},
    data::BankEvent,
    fault::Result,
    store::{Read, Store},
    wire,
};

/// What every contender but `ChronoStack` leaves out: the names of things.
pub(crate) struct Ledger {
    stack: ChronoStack,
    log: Arc<dyn Log>,
    kinds: Vec<Arc<EventKind>>,
    streams: Vec<StreamName>,
}

impl Ledger {
    pub(crate) fn stack(&self) -> &ChronoStack {
        &self.stack
    }

    fn stream(&mut self, account: u32) -> Result<StreamName> {
        for next in self.streams.len()..=account as usize {
            self.streams.push(StreamName::new(<Account as chronostack::machine::Reducer>::STREAM, &next.to_string())?);
        }
        Ok(self.streams[account as usize].clone())
    }
}

impl Store for Ledger {
    fn open(folder: &Path) -> Result<Self> {
        let stack = ChronoStack::open(folder.join("events.chrono"))?;
        let log = stack.log().ok_or("the log is closed")?;
        let kinds = AccountEvent::TYPES.iter().map(|ty| Arc::new(EventKind::from(ty))).collect();
        Ok(Self { stack, log, kinds, streams: Vec::new() })
    }

    fn count(&self) -> Result<u64> {
        Ok(block_on(self.log.head())?)
    }

    fn append(&mut self, batch: &[BankEvent]) -> Result<()> {
        let now = Timestamp::now();
        let mut order: Vec<&BankEvent> = batch.iter().collect();
        order.sort_by_key(|event| event.account);
        let mut commit = Commit::default();
        for events in order.chunk_by(|a, b| a.account == b.account) {
            let mut records = Vec::with_capacity(events.len());
            for event in events {
                let mut payload = Vec::with_capacity(24);
                event.event.encode(&mut payload)?;
                records.push(NewRecord::new(self.kinds[event.event.type_index()].clone(), payload, now));
            }
            let stream = self.stream(events[0].account)?;
            commit.streams.push(StreamAppend { stream, expected: None, idempotency_key: None, records });
        }
        block_on(self.log.append(commit))?;
        Ok(())
    }

    fn close(self) -> Result<()> {
        Ok(block_on(self.stack.close())?)
    }
}

impl Read for Ledger {
    fn replay(&self, each: &mut (dyn FnMut(u32, AccountEvent) -> Result<()> + Send)) -> Result<()> {
        let mut decoder = Decoder::default();
        let mut failed = Ok(());
        let mut visit = |record: &RecordRef<'_>| {
            failed = decoder.decode(record).and_then(|event| {
                let (_, account) = record.stream().split_once('/').ok_or_else(|| wire::corrupt(record.stream()))?;
                each(account.parse()?, event)
            });
            if failed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        block_on(self.log.scan(1, &mut visit))?;
        failed
    }

    fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()> {
        let stream = StreamName::new(<Account as chronostack::machine::Reducer>::STREAM, &account.to_string())?;
        let mut decoder = Decoder::default();
        let mut failed = Ok(());
        let mut visit = |record: &RecordRef<'_>| {
            failed = decoder.decode(record).map(&mut *each);
            if failed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        block_on(self.log.scan_stream(stream, 1, &mut visit))?;
        failed
    }
}

/// Decodes records of a log, which shares its kinds among them.
#[derive(Default)]
struct Decoder {
    met: Vec<(Arc<EventKind>, usize)>,
}

impl Decoder {
    fn decode(&mut self, record: &RecordRef<'_>) -> Result<AccountEvent> {
        let kind = record.kind;
        let met = self.met.iter().find(|(met, _)| Arc::ptr_eq(met, kind));
        let index = if let Some((_, index)) = met {
            *index
        } else {
            let index = AccountEvent::TYPES.iter().position(|ty| ty.name == kind.name);
            let index = index.ok_or_else(|| wire::corrupt(&kind.name))?;
            self.met.push((kind.clone(), index));
            index
        };
        Ok(AccountEvent::decode(index, kind.version, kind.codec, record.payload)?)
    }
}
