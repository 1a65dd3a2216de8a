//! The checksum of an event's row. SQLite checks the shape of its pages, not what stands in them.

use chronostack::{Timestamp, fingerprint::StateFingerprint, id::EventId, log::Record};
use crc32fast::Hasher;

/// CRC-32 of all that is recorded of an event, names in place of their numbers: a row that got under another name, or another name
/// under its number, has another sum.
pub(crate) fn sum_of(record: &Record) -> u32 {
    let Record { meta, kind, payload } = record;
    let mut sum = Sum::default();
    sum.number(meta.position).number(meta.version).text(Some(meta.stream.as_str()));
    sum.text(Some(&kind.name)).number(kind.version.into());
    sum.time(Some(meta.recorded_at)).time(meta.occurred_at);
    sum.id(meta.id).id(meta.correlation).number(meta.causes.len() as u64);
    for cause in &meta.causes {
        sum.id(*cause);
    }
    for label in [&meta.actor, &meta.service, &meta.traceparent, &meta.transition, &meta.idempotency_key] {
        sum.text(label.as_deref());
    }
    if let Some(StateFingerprint(bits)) = meta.fingerprint {
        sum.0.update(&bits.to_le_bytes());
    }
    // What rows had from the first release on is in the sum of each; these follow what they are, for either may be there.
    if meta.logical.0 != meta.recorded_at {
        sum.text(Some("logical")).time(Some(meta.logical.0));
    }
    if let Some(lane) = &meta.lane {
        sum.text(Some("lane")).text(Some(lane));
    }
    sum.bytes(payload);
    sum.0.finalize()
}

#[derive(Default)]
struct Sum(Hasher);

impl Sum {
    fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64).0.update(bytes);
        self
    }

    fn text(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.bytes(text.as_bytes()),
            None => self.number(u64::MAX),
        }
    }

    fn time(&mut self, time: Option<Timestamp>) -> &mut Self {
        self.0.update(&time.map_or(i128::MAX, Timestamp::as_nanosecond).to_le_bytes());
        self
    }

    fn id(&mut self, id: EventId) -> &mut Self {
        self.0.update(&id.log.0.to_le_bytes());
        self.number(id.position)
    }
}
