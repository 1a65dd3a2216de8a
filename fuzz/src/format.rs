//! Writes logs by `docs/format.md`, so that bytes get past the checksums.

use std::{collections::BTreeMap, path::PathBuf};

use crc32fast::Hasher;

/// The folder of every log here.
pub const FOLDER: &str = "/log";

const ID: u128 = 0x4f1c;
const SEGMENT_HEADER_BYTES: usize = 64;
const FRAME_HEADER_BYTES: usize = 16;

/// A log of one segment, the frames of which have these bodies.
pub fn log_of<'a>(bodies: impl IntoIterator<Item = &'a [u8]>) -> BTreeMap<PathBuf, Vec<u8>> {
    let id = format!("{ID:032x}");
    let sum = crc32fast::hash(format!("1 {id}").as_bytes());
    let identity = format!("{{\"chronostack\":1,\"log\":\"{id}\",\"crc32\":\"{sum:08x}\"}}\n");
    let folder = PathBuf::from(FOLDER);
    BTreeMap::from([
        (folder.join("chronostack.json"), identity.into_bytes()),
        (folder.join(format!("{:020}.segment", 1)), segment(bodies)),
    ])
}

fn segment<'a>(bodies: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = b"CHRONOSG".to_vec();
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(ID.to_le_bytes());
    bytes.extend(1_u64.to_le_bytes());
    bytes.extend(0_i128.to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    for body in bodies {
        let offset = bytes.len() as u64;
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        let head = [length.to_le_bytes(), 0_u32.to_le_bytes()].concat();
        let mut sum = Hasher::new();
        sum.update(&ID.to_le_bytes());
        sum.update(&1_u64.to_le_bytes());
        sum.update(&offset.to_le_bytes());
        sum.update(&head);
        bytes.extend(&head);
        bytes.extend(sum.clone().finalize().to_le_bytes());
        sum.update(body);
        bytes.extend(sum.finalize().to_le_bytes());
        bytes.extend(body);
    }
    bytes
}

/// The bodies of a segment's frames.
pub fn bodies(segment: &[u8]) -> Vec<&[u8]> {
    let mut rest = segment.get(SEGMENT_HEADER_BYTES..).unwrap_or_default();
    let mut bodies = Vec::new();
    while let Some((head, behind)) = rest.split_first_chunk::<FRAME_HEADER_BYTES>() {
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some((body, behind)) = behind.split_at_checked(length).filter(|_| length > 0) else { break };
        bodies.push(body);
        rest = behind;
    }
    bodies
}
