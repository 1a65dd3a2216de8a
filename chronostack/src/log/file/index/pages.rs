//! Bytes in pages, each with a checksum, so that any of them can be read alone.

use std::{io, sync::Arc};

use crc32fast::Hasher;

use crate::log::file::{
    index::kept_pages::KeptPages,
    storage::{DiskFile, read_up_to},
};

pub(in crate::log::file) const PAGE_BYTES: usize = 4_096;
const SUM_BYTES: usize = 4;
/// What a page holds besides its checksum.
pub(in crate::log::file) const DATA_BYTES: usize = PAGE_BYTES - SUM_BYTES;

/// Why a cache cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct Unusable(pub(in crate::log::file) String);

impl From<io::Error> for Unusable {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Appends `data` in whole pages to `out`. Their checksums start with `salt` and with their numbers, so that none stands for another.
pub(in crate::log::file) fn put_pages(out: &mut Vec<u8>, salt: &Hasher, data: &[u8]) {
    for data in data.chunks(DATA_BYTES) {
        let (number, start) = (out.len() / PAGE_BYTES, out.len());
        out.extend_from_slice(data);
        out.resize(start + DATA_BYTES, 0);
        let sum = sum(salt, number as u64, &out[start..]);
        out.extend_from_slice(&sum.to_le_bytes());
    }
}

fn sum(salt: &Hasher, number: u64, data: &[u8]) -> u32 {
    let mut sum = salt.clone();
    sum.update(&number.to_le_bytes());
    sum.update(data);
    sum.finalize()
}

/// Where pages are read from.
#[derive(Clone, Debug)]
pub(in crate::log::file) enum Source {
    File(Arc<dyn DiskFile>),
    Memory(Arc<[u8]>),
}

impl Source {
    /// So many bytes from `offset` on.
    pub(in crate::log::file) fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, Unusable> {
        let short = || Unusable("it ends early".to_owned());
        match self {
            Self::Memory(bytes) => {
                let start = usize::try_from(offset).map_err(|_| short())?;
                let end = start.checked_add(length).ok_or_else(short)?;
                bytes.get(start..end).map(<[u8]>::to_vec).ok_or_else(short)
            }
            Self::File(file) => {
                // A length that a damaged file names must not make a reader allocate without bound.
                if length > PAGE_BYTES && offset.saturating_add(length as u64) > file.size()? {
                    return Err(short());
                }
                let mut bytes = vec![0; length];
                match read_up_to(file.as_ref(), &mut bytes, offset) {
                    Ok(filled) if filled == length => Ok(bytes),
                    Ok(_) => Err(short()),
                    Err(error) => Err(error.into()),
                }
            }
        }
    }

    /// Bytes of memory that it takes.
    pub(in crate::log::file) fn memory_bytes(&self) -> usize {
        match self {
            Self::File(_) => 0,
            Self::Memory(bytes) => bytes.len(),
        }
    }
}

/// The pages of a file.
#[derive(Debug)]
pub(in crate::log::file) struct Pages {
    pub(in crate::log::file) source: Source,
    pub(in crate::log::file) salt: Hasher,
    kept: KeptPages,
    /// The file's number among those that pages are kept of.
    file: u64,
}

impl Pages {
    pub(in crate::log::file) fn new(source: Source, salt: Hasher, kept: KeptPages) -> Self {
        let file = kept.file();
        Self { source, salt, kept, file }
    }

    /// What a page holds.
    pub(in crate::log::file) fn page(&self, number: u32) -> Result<Arc<Vec<u8>>, Unusable> {
        self.kept.get(self.file, number, || self.read(number, 1))
    }

    /// What so many pages hold from the page `number` on, read anew.
    pub(in crate::log::file) fn read(&self, number: u32, count: usize) -> Result<Vec<u8>, Unusable> {
        let length = count.checked_mul(PAGE_BYTES).ok_or_else(|| Unusable("a length cannot be".to_owned()))?;
        let mut bytes = self.source.read(u64::from(number) * PAGE_BYTES as u64, length)?;
        for place in 0..count {
            let page = &bytes[place * PAGE_BYTES..][..PAGE_BYTES];
            let (data, expected) = page.split_at(DATA_BYTES);
            if sum(&self.salt, u64::from(number) + place as u64, data).to_le_bytes() != expected {
                return Err(Unusable(format!("the checksum of page {} fails", u64::from(number) + place as u64)));
            }
            bytes.copy_within(place * PAGE_BYTES..place * PAGE_BYTES + DATA_BYTES, place * DATA_BYTES);
        }
        bytes.truncate(count * DATA_BYTES);
        Ok(bytes)
    }
}

/// Reads pages one at a time, and holds the last one.
#[derive(Debug)]
pub(in crate::log::file) struct PageReader<'a> {
    pages: &'a Pages,
    held: Option<(u32, Arc<Vec<u8>>)>,
}

impl<'a> PageReader<'a> {
    pub(in crate::log::file) fn new(pages: &'a Pages) -> Self {
        Self { pages, held: None }
    }

    /// What a page holds.
    pub(in crate::log::file) fn page(&mut self, number: u32) -> Result<&[u8], Unusable> {
        let data = match self.held.take() {
            Some((held, data)) if held == number => data,
            _ => self.pages.page(number)?,
        };
        Ok(&self.held.insert((number, data)).1)
    }
}

/// Records of one width in order of a key, none across the edge of a page.
#[derive(Clone, Copy, Debug)]
pub(in crate::log::file) struct Table {
    pub(in crate::log::file) page: u32,
    pub(in crate::log::file) records: u32,
    pub(in crate::log::file) width: usize,
}

impl Table {
    /// What the pages of a table of these records hold.
    pub(in crate::log::file) fn data<const WIDTH: usize>(records: impl Iterator<Item = [u8; WIDTH]>) -> Vec<u8> {
        let mut data = Vec::new();
        for record in records {
            if DATA_BYTES - data.len() % DATA_BYTES < WIDTH {
                data.resize(data.len().next_multiple_of(DATA_BYTES), 0);
            }
            data.extend_from_slice(&record);
        }
        data
    }

    fn per_page(self) -> u32 {
        u32::try_from(DATA_BYTES / self.width).unwrap_or(u32::MAX)
    }

    /// How many pages it takes.
    pub(in crate::log::file) fn pages(self) -> u32 {
        self.records.div_ceil(self.per_page())
    }

    /// A record; `None` behind the last.
    pub(in crate::log::file) fn record<'a>(
        self,
        reader: &'a mut PageReader<'_>,
        number: u32,
    ) -> Result<Option<&'a [u8]>, Unusable> {
        if number >= self.records {
            return Ok(None);
        }
        let page = reader.page(self.page + number / self.per_page())?;
        Ok(page.get((number % self.per_page()) as usize * self.width..).and_then(|rest| rest.get(..self.width)))
    }

    /// All records.
    pub(in crate::log::file) fn all(self, pages: &Pages) -> Result<Vec<u8>, Unusable> {
        let data = pages.read(self.page, self.pages() as usize)?;
        let page_bytes = self.per_page() as usize * self.width;
        let mut records: Vec<u8> = data.chunks(DATA_BYTES).flat_map(|page| &page[..page_bytes]).copied().collect();
        records.truncate(self.records as usize * self.width);
        Ok(records)
    }

    /// How many records have a key below `wanted`. The keys lie between the two `bounds`, evenly as a rule.
    pub(in crate::log::file) fn below(
        self,
        reader: &mut PageReader<'_>,
        key: impl Fn(&[u8]) -> u64,
        wanted: u64,
        bounds: (u64, u64),
    ) -> Result<u32, Unusable> {
        let (mut low, mut high) = bounds;
        let (mut start, mut end) = (0, self.pages());
        let mut steps = 0;
        while start < end {
            steps += 1;
            // Where keys do not lie evenly, halving is sure to come to an end.
            let place = if steps % 3 == 0 { (end - start) / 2 } else { guess(wanted, low, high, end - start) };
            let number = start + place.min(end - start - 1);
            let held = self.per_page().min(self.records - number * self.per_page());
            let page = reader.page(self.page + number)?;
            let key_at = |record: u32| key(&page[record as usize * self.width..][..self.width]);
            let (first, last) = (key_at(0), key_at(held - 1));
            if wanted <= first {
                (end, high) = (number, first);
            } else if wanted > last {
                (start, low) = (number + 1, last);
            } else {
                let (mut below, mut not_below) = (0, held - 1);
                while below + 1 < not_below {
                    let middle = below.midpoint(not_below);
                    if key_at(middle) < wanted { below = middle } else { not_below = middle }
                }
                return Ok(number * self.per_page() + not_below);
            }
        }
        Ok((start * self.per_page()).min(self.records))
    }
}

/// Which of `count` places has `wanted`, if what lies between `low` and `high` is spread over them evenly.
fn guess(wanted: u64, low: u64, high: u64, count: u32) -> u32 {
    let part = u128::from(wanted.clamp(low, high.max(low)) - low) * u128::from(count);
    u32::try_from(part / u128::from(high.saturating_sub(low).max(1))).unwrap_or(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_memory(bytes: &[u8]) -> Pages {
        Pages::new(Source::Memory(bytes.into()), Hasher::new(), KeptPages::default())
    }

    fn pages(data: &[u8]) -> Pages {
        let mut bytes = Vec::new();
        put_pages(&mut bytes, &Hasher::new(), data);
        in_memory(&bytes)
    }

    #[test]
    fn every_key_is_found_however_they_lie() {
        let mut random = fastrand::Rng::with_seed(1);
        for records in [0, 1, 2, 300, 341, 342, 5_000] {
            for spread in [1, 3, 1_000, u64::MAX / 6_000] {
                let mut keys: Vec<u64> = (0..records).map(|_| random.u64(..=spread * 5_000)).collect();
                if spread == 1_000 {
                    keys = keys.into_iter().map(|key| (key / 1_000).pow(5)).collect();
                }
                keys.sort_unstable();
                let record = |key: &u64| -> [u8; 12] {
                    let mut record = [7; 12];
                    record[..8].copy_from_slice(&key.to_le_bytes());
                    record
                };
                let pages = pages(&Table::data(keys.iter().map(record)));
                let table = Table { page: 0, records: u32::try_from(records).expect("few"), width: 12 };
                let key = |record: &[u8]| u64::from_le_bytes(*record.first_chunk().expect("8 bytes"));
                let bounds = (0, keys.last().copied().unwrap_or(0));
                let mut reader = PageReader::new(&pages);
                for wanted in keys.iter().flat_map(|key| [key.saturating_sub(1), *key, key + 1]).chain([0, u64::MAX]) {
                    let below = table.below(&mut reader, key, wanted, bounds).expect("sound");
                    assert_eq!(below as usize, keys.partition_point(|key| *key < wanted), "{wanted}");
                }
                for (number, key) in keys.iter().enumerate() {
                    let number = u32::try_from(number).expect("few");
                    assert_eq!(table.record(&mut reader, number), Ok(Some(&record(key)[..])));
                }
                assert_eq!(table.record(&mut reader, table.records), Ok(None));
                assert_eq!(table.all(&pages), Ok(keys.iter().flat_map(record).collect()));
            }
        }
    }

    #[test]
    fn no_page_stands_for_another_and_no_bit_can_flip_unseen() {
        let whole = pages(&[5; DATA_BYTES + 10]);
        assert_eq!(whole.read(0, 2).map(|data| data[..DATA_BYTES + 11].to_vec()), {
            let mut expected = vec![5; DATA_BYTES + 10];
            expected.push(0);
            Ok(expected)
        });
        let Source::Memory(bytes) = &whole.source else { panic!("it is in memory") };
        for bit in 0..8 * PAGE_BYTES {
            let mut flipped = bytes.to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let flipped = in_memory(&flipped);
            assert!(flipped.read(0, 1).is_err() && flipped.read(1, 1).is_ok(), "bit {bit}");
        }
        let swapped = [&bytes[PAGE_BYTES..], &bytes[..PAGE_BYTES]].concat();
        assert!(in_memory(&swapped).read(0, 1).is_err());
        assert!(whole.read(2, 1).is_err() && whole.read(0, usize::MAX / 2).is_err());
    }
}
