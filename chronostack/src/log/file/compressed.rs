//! Compressed segments: one that is sealed, kept in blocks of LZ4, and read as if it were not.

use std::{
    cmp::Ordering,
    fs::TryLockError,
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use lz4_flex::block::{compress_into, decompress_into, get_maximum_output_size};

use crate::{
    id::LogId,
    log::file::{
        fault::{AtPath, Fault},
        segment::{FORMAT, HeaderFault},
        storage::{Access, Disk, DiskFile, read_up_to, write_all},
    },
};

const MAGIC: [u8; 8] = *b"CHRONOSZ";
const HEADER_BYTES: usize = 64;
/// Bytes of a segment that are compressed together: what one event costs to be read, at the most.
const BLOCK_BYTES: usize = 64 << 10;
const BLOCK_BYTES_WRITTEN: [u8; 4] = (64_u32 << 10).to_le_bytes();
/// Of a block's length in the table: it did not get smaller, and stands as it was.
const STORED: u32 = 1 << 31;
/// Bytes of the table that stand for a block.
const ENTRY_BYTES: usize = 8;
/// Stands where a block is damaged: no checksum of a frame fits it.
const FILLER: u8 = 0xff;

/// A compressed segment, which reads as the segment that it was made of. All numbers are little-endian.
///
/// | byte | bytes | what |
/// |---|---|---|
/// | 0 | 8 | `CHRONOSZ` |
/// | 8 | 4 | the format's number, 1 |
/// | 12 | 4 | bytes of a block: 65,536 |
/// | 16 | 16 | the log's id |
/// | 32 | 8 | the position of the segment's first event |
/// | 40 | 8 | bytes of the segment |
/// | 48 | 8 | zero |
/// | 56 | 4 | CRC-32 of the table |
/// | 60 | 4 | CRC-32 of bytes 0 to 60 |
/// | 64 | 8 a block | the table: how many bytes the block takes here, plus 2^31 where it is not compressed (4); their CRC-32 (4) |
/// | | | the blocks, each in LZ4's block format: 65,536 bytes of the segment, the last one fewer |
#[derive(Debug)]
pub(super) struct CompressedFile {
    file: Arc<dyn DiskFile>,
    /// Bytes of the segment.
    size: u64,
    blocks: Vec<Block>,
    /// The block that was read last: events of a neighbourhood are asked for one after another.
    last: Mutex<Option<(usize, Arc<[u8]>)>>,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    start: u64,
    bytes: u32,
    /// It is not compressed.
    stored: bool,
    sum: u32,
}

/// A segment that was opened to be read: one that is compressed reads as it was before.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) file: Arc<dyn DiskFile>,
    pub(super) compressed: bool,
}

/// Opens the segment of `log` that starts at `first_position`.
pub(super) fn open_segment(disk: &dyn Disk, path: &Path, log: LogId, first_position: u64) -> Result<Opened, Fault> {
    let file = disk.open(path, Access::Read).at(path)?;
    if !is_compressed(file.as_ref()).at(path)? {
        return Ok(Opened { file, compressed: false });
    }
    match CompressedFile::open(file, log, first_position) {
        Ok(file) => Ok(Opened { file: Arc::new(file), compressed: true }),
        Err(CompressedFault::Io(source)) => Err(Fault::Io { path: path.to_owned(), source }),
        Err(CompressedFault::Header(HeaderFault::Format(found))) => Err(Fault::Format { path: path.to_owned(), found }),
        Err(CompressedFault::Header(HeaderFault::Bad(reason))) => {
            let (path, reason) = (path.to_owned(), reason.to_owned());
            Err(Fault::Corrupt { path, offset: 0, position: first_position, reason })
        }
    }
}

/// Whether a segment is compressed, and so never written to again.
pub(super) fn is_compressed(file: &dyn DiskFile) -> io::Result<bool> {
    let mut magic = [0; MAGIC.len()];
    read_up_to(file, &mut magic, 0)?;
    Ok(magic == MAGIC)
}

/// Why a compressed segment cannot be opened.
#[derive(Debug)]
enum CompressedFault {
    Io(io::Error),
    Header(HeaderFault),
}

impl From<io::Error> for CompressedFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl CompressedFile {
    /// The segment of `log` that starts at `first_position`, compressed in `file`.
    fn open(file: Arc<dyn DiskFile>, log: LogId, first_position: u64) -> Result<Self, CompressedFault> {
        let bad = |reason| CompressedFault::Header(HeaderFault::Bad(reason));
        let mut header = [0; HEADER_BYTES];
        if read_up_to(file.as_ref(), &mut header, 0)? < HEADER_BYTES {
            return Err(bad("the compressed segment's header is incomplete"));
        }
        if word(&header, 60) != crc32fast::hash(&header[..60]) {
            return Err(bad("the checksum of the compressed segment's header fails"));
        }
        if word(&header, 8) != FORMAT {
            return Err(CompressedFault::Header(HeaderFault::Format(word(&header, 8))));
        }
        let size = long(&header, 40);
        if header[..56] != front(log, first_position, size)[..56] {
            return Err(bad("the compressed segment is of another log or another place"));
        }
        let incomplete = || bad("the compressed segment is incomplete");
        let blocks = usize::try_from(size.div_ceil(BLOCK_BYTES as u64)).ok();
        let table_bytes = blocks.and_then(|blocks| blocks.checked_mul(ENTRY_BYTES));
        let file_bytes = file.size()?;
        let mut table = vec![0; table_bytes.filter(|bytes| *bytes as u64 <= file_bytes).ok_or_else(incomplete)?];
        if read_up_to(file.as_ref(), &mut table, HEADER_BYTES as u64)? < table.len() {
            return Err(incomplete());
        }
        if word(&header, 56) != crc32fast::hash(&table) {
            return Err(bad("the checksum of the compressed segment's table fails"));
        }
        let mut start = (HEADER_BYTES + table.len()) as u64;
        let mut blocks = Vec::with_capacity(table.len() / ENTRY_BYTES);
        for entry in table.chunks_exact(ENTRY_BYTES) {
            let (length, sum) = (word(entry, 0), word(entry, 4));
            blocks.push(Block { start, bytes: length & !STORED, stored: length & STORED != 0, sum });
            start += u64::from(length & !STORED);
        }
        match file_bytes.cmp(&start) {
            Ordering::Less => Err(incomplete()),
            Ordering::Equal => Ok(Self { file, size, blocks, last: Mutex::default() }),
            Ordering::Greater => Err(bad("bytes stand behind the last block of the compressed segment")),
        }
    }

    /// The bytes of a block.
    fn block(&self, number: usize) -> io::Result<Arc<[u8]>> {
        if let Some((held, block)) = &*self.last.lock().unwrap_or_else(PoisonError::into_inner)
            && *held == number
        {
            return Ok(Arc::clone(block));
        }
        let Some(Block { start, bytes, stored, sum }) = self.blocks.get(number).copied() else {
            return Ok(Arc::default());
        };
        let left = self.size - (number * BLOCK_BYTES) as u64;
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(BLOCK_BYTES);
        // A table may say anything as long as its checksum holds; nothing takes more than this.
        let taken = usize::try_from(bytes).unwrap_or(usize::MAX).min(get_maximum_output_size(BLOCK_BYTES));
        let mut compressed = vec![0; taken];
        let filled = read_up_to(self.file.as_ref(), &mut compressed, start)?;
        compressed.truncate(filled);
        let block = match crc32fast::hash(&compressed) == sum {
            true if stored => compressed,
            true => decompressed(&compressed, length),
            false => Vec::new(),
        };
        let block: Arc<[u8]> = if block.len() == length { block } else { vec![FILLER; length] }.into();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, Arc::clone(&block)));
        Ok(block)
    }
}

/// Fewer bytes than `length` when they cannot be had.
fn decompressed(compressed: &[u8], length: usize) -> Vec<u8> {
    let mut block = vec![0; length];
    let filled = decompress_into(compressed, &mut block).unwrap_or(0);
    block.truncate(filled);
    block
}

/// Writes the first `size` bytes of `segment`, that of `log` which starts at `first_position`, to `file`, compressed and durable. Answers
/// with how many bytes it takes.
pub(super) fn compress(
    segment: &dyn DiskFile,
    size: u64,
    log: LogId,
    first_position: u64,
    file: &dyn DiskFile,
) -> io::Result<u64> {
    let blocks = usize::try_from(size.div_ceil(BLOCK_BYTES as u64)).map_err(|_| io::ErrorKind::FileTooLarge)?;
    let (mut block, mut compressed) = (vec![0; BLOCK_BYTES], vec![0; get_maximum_output_size(BLOCK_BYTES)]);
    let mut table = Vec::with_capacity(blocks * ENTRY_BYTES);
    let mut end = (HEADER_BYTES + blocks * ENTRY_BYTES) as u64;
    for number in 0..blocks as u64 {
        let offset = number * BLOCK_BYTES as u64;
        let length = usize::try_from(size - offset).unwrap_or(usize::MAX).min(BLOCK_BYTES);
        if read_up_to(segment, &mut block[..length], offset)? < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let smaller = compress_into(&block[..length], &mut compressed).ok().filter(|taken| *taken < length);
        let (bytes, flag) = smaller.map_or((&block[..length], STORED), |taken| (&compressed[..taken], 0));
        write_all(file, bytes, end)?;
        end += bytes.len() as u64;
        let taken = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        table.extend((taken | flag).to_le_bytes());
        table.extend(crc32fast::hash(bytes).to_le_bytes());
    }
    write_all(file, &table, HEADER_BYTES as u64)?;
    let mut header = front(log, first_position, size);
    header[56..60].copy_from_slice(&crc32fast::hash(&table).to_le_bytes());
    let sum = crc32fast::hash(&header[..60]);
    header[60..].copy_from_slice(&sum.to_le_bytes());
    write_all(file, &header, 0)?;
    file.sync_all()?;
    Ok(end)
}

/// The header without its checksums.
fn front(log: LogId, first_position: u64, size: u64) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(&MAGIC);
    header[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    header[12..16].copy_from_slice(&BLOCK_BYTES_WRITTEN);
    header[16..32].copy_from_slice(&log.0.to_le_bytes());
    header[32..40].copy_from_slice(&first_position.to_le_bytes());
    header[40..48].copy_from_slice(&size.to_le_bytes());
    header
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte))
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from(word(bytes, at + 4)) << 32 | u64::from(word(bytes, at))
}

impl DiskFile for CompressedFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() && offset + (filled as u64) < self.size {
            let at = offset + filled as u64;
            let number = usize::try_from(at / BLOCK_BYTES as u64).map_err(|_| io::ErrorKind::FileTooLarge)?;
            let block = self.block(number)?;
            let rest = &block[usize::try_from(at % BLOCK_BYTES as u64).unwrap_or(0)..];
            let length = rest.len().min(buffer.len() - filled);
            buffer[filled..filled + length].copy_from_slice(&rest[..length]);
            filled += length;
        }
        Ok(filled)
    }

    fn write_at(&self, _: &[u8], _: u64) -> io::Result<usize> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.size)
    }

    fn set_size(&self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn sync_all(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        self.file.try_lock()
    }

    fn try_lock_shared(&self) -> Result<(), TryLockError> {
        self.file.try_lock_shared()
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;

    const LOG: LogId = LogId(7);

    /// Bytes that compress, then some that do not.
    fn segment_bytes() -> Vec<u8> {
        let mut rng = fastrand::Rng::with_seed(1);
        let mut bytes: Vec<u8> = (0..100_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        bytes.extend(std::iter::repeat_with(|| rng.u8(..)).take(100_000));
        bytes
    }

    fn compressed(bytes: &[u8]) -> tempfile::NamedTempFile {
        let [segment, target] = [(); 2].map(|()| tempfile::NamedTempFile::new().expect("a file"));
        fs::write(segment.path(), bytes).expect("written");
        compress(segment.as_file(), bytes.len() as u64, LOG, 1, target.as_file()).expect("compressed");
        target
    }

    fn opened(file: &tempfile::NamedTempFile) -> Result<CompressedFile, CompressedFault> {
        CompressedFile::open(Arc::new(File::open(file.path()).expect("opened")), LOG, 1)
    }

    #[test]
    fn every_part_reads_as_it_was() {
        let bytes = segment_bytes();
        let file = compressed(&bytes);
        let taken = fs::metadata(file.path()).expect("it is there").len();
        assert!(taken < 300_000, "{taken} bytes of {}", bytes.len());
        let file = opened(&file).expect("sound");
        assert_eq!(file.size().expect("known"), bytes.len() as u64);
        for (offset, length) in [(0, 10), (65_530, 20), (0, 500_001), (399_999, 1), (200_000, 130_000), (500_000, 9)] {
            let mut read = vec![0; length];
            let filled = read_up_to(&file, &mut read, offset as u64).expect("read");
            let end = (offset + length).min(bytes.len());
            assert_eq!(read[..filled], bytes[offset..end], "{length} at {offset}");
        }
    }

    #[test]
    fn an_empty_one_is_one() {
        assert_eq!(opened(&compressed(&[])).expect("sound").size().expect("known"), 0);
    }

    #[test]
    fn a_flip_in_the_front_is_refused_and_one_in_a_block_harms_that_block_only() {
        let bytes = segment_bytes();
        let sound = fs::read(compressed(&bytes).path()).expect("read");
        let front_bytes = HEADER_BYTES + ENTRY_BYTES * bytes.len().div_ceil(BLOCK_BYTES);
        let file = tempfile::NamedTempFile::new().expect("a file");
        for byte in (0..front_bytes).chain((front_bytes..sound.len()).step_by(1_001)) {
            let mut flipped = sound.clone();
            flipped[byte] ^= 1 << (byte % 8);
            fs::write(file.path(), &flipped).expect("written");
            let opened = opened(&file);
            if byte < front_bytes {
                assert!(matches!(opened, Err(CompressedFault::Header(_))), "byte {byte}");
                continue;
            }
            let mut read = vec![0; bytes.len()];
            let filled = read_up_to(&opened.expect("its front is sound"), &mut read, 0).expect("read");
            assert_eq!(filled, bytes.len());
            let harmed: Vec<&[u8]> = read
                .chunks(BLOCK_BYTES)
                .zip(bytes.chunks(BLOCK_BYTES))
                .filter(|(is, was)| is != was)
                .map(|(is, _)| is)
                .collect();
            assert_eq!(harmed.len(), 1, "byte {byte}");
            assert!(harmed[0].iter().all(|byte| *byte == FILLER), "byte {byte}");
        }
    }

    #[test]
    fn one_of_another_place_is_refused() {
        let file = compressed(b"some bytes");
        let open = || Arc::new(File::open(file.path()).expect("opened"));
        assert!(CompressedFile::open(open(), LOG, 2).is_err());
        assert!(CompressedFile::open(open(), LogId(8), 1).is_err());
    }
}
