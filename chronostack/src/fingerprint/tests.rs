//! What hashes alike, what does not, and what it hashes to for ever.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chronostack_macros::Schema;
use serde::{Deserialize, Serialize};

use crate::{
    codec::Codec,
    fingerprint::{Fingerprinter, StateFingerprint},
    schema::{Schema, TypeSchema},
};

#[derive(Schema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Sample {
    number: u64,
    size: usize,
    negative: i8,
    wide: i128,
    ratio: f64,
    letter: char,
    text: String,
    list: Vec<u16>,
    nested: Vec<Vec<String>>,
    #[allow(clippy::option_option, reason = "its three values must differ")]
    maybe: Option<Option<bool>>,
    set: HashSet<String>,
    map: HashMap<u32, HashSet<i32>>,
    kind: Kind,
    pair: (u8, Unit),
    tree: Tree,
}

#[derive(Schema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Kind {
    #[default]
    Empty,
    One(u32),
    Two(u32, u32),
    Named {
        value: u32,
    },
}

#[derive(Schema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Unit;

#[derive(Schema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Tree(Vec<Tree>);

fn of<T: Schema + Serialize>(value: &T) -> StateFingerprint {
    of_codec(Codec::Postcard, value)
}

fn of_codec<T: Schema + Serialize>(codec: Codec, value: &T) -> StateFingerprint {
    Fingerprinter::new("Sample", &TypeSchema::of::<T>(), codec).fingerprint(value).expect("it has a fingerprint")
}

fn sample() -> Sample {
    Sample {
        number: 7,
        size: 1 << 20,
        negative: -3,
        wide: -(1 << 100),
        ratio: 2.5,
        letter: 'é',
        text: "text".to_owned(),
        list: vec![1, 2, 3],
        nested: vec![vec!["a".to_owned(), "b".to_owned()], vec![], vec!["c".to_owned()]],
        maybe: Some(None),
        set: ["x", "y", "z"].map(str::to_owned).into(),
        map: [(1, HashSet::from([-1, 1])), (2, HashSet::new())].into(),
        kind: Kind::Two(1, 2),
        pair: (9, Unit),
        tree: Tree(vec![Tree(vec![]), Tree(vec![Tree(vec![])])]),
    }
}

/// These stand in logs: they never change, on no platform.
#[test]
fn fingerprints_are_the_same_for_ever() {
    let texts = [
        of(&sample()).to_string(),
        of_codec(Codec::Json, &sample()).to_string(),
        of(&Sample::default()).to_string(),
        of(&0_u8).to_string(),
        of(&String::new()).to_string(),
        of(&"state".to_owned()).to_string(),
        of(&vec![(1_u32, f32::NAN)]).to_string(),
        of(&BTreeMap::from([("a".to_owned(), 1_u64), ("b".to_owned(), 2)])).to_string(),
        of_codec(Codec::Json, &serde_json::json!({"a": [1, -1, 1.5, null, true], "b": {}})).to_string(),
    ];
    insta::assert_snapshot!(texts.join("\n"), @r"
    7400b6ae9cfdc190f97bae3c21715f5b
    7400b6ae9cfdc190f97bae3c435ab088
    6dd46dcc6aae49f4f938dd0e21715f5b
    3f40ae34ee6bab652db510bcf17670b8
    bed9a00d378ed69fe65d3659c373964d
    9575dfef27b4a1ecbe3777a1c373964d
    d42289465b5f353e41c12541b5d2559a
    2f0203a59251ecb3e2aa9f599f495df5
    dbef513b8857ed8e6921f6f46598d729
    ");
}

/// Every leaf, length, variant and option of the sample changed in turn.
#[test]
fn any_change_of_a_leaf_changes_it() {
    type Change = fn(&mut Sample);
    let changes: &[Change] = &[
        |_| (),
        |s| s.number += 1,
        |s| s.size = 0,
        |s| s.negative = 3,
        |s| s.wide += 1,
        |s| s.ratio = 2.500_000_000_000_001,
        |s| s.letter = 'e',
        |s| s.text.push(' '),
        |s| s.text.clear(),
        |s| s.list.swap(0, 1),
        |s| s.list.push(0),
        |s| s.list.clear(),
        |s| s.nested = vec![vec!["a".to_owned()], vec!["b".to_owned()], vec!["c".to_owned()]],
        |s| s.nested[0][0] = "ab".to_owned(),
        |s| s.nested[0] = vec!["ab".to_owned(), String::new()],
        |s| s.nested.reverse(),
        |s| s.nested.push(vec![]),
        |s| s.maybe = None,
        |s| s.maybe = Some(Some(false)),
        |s| s.maybe = Some(Some(true)),
        |s| assert!(s.set.remove("x")),
        |s| assert!(s.set.insert("w".to_owned())),
        |s| s.set.clear(),
        |s| drop(s.map.insert(3, HashSet::new())),
        |s| drop(s.map.insert(2, HashSet::from([1]))),
        |s| s.map = [(2, HashSet::from([-1, 1])), (1, HashSet::new())].into(),
        |s| s.map = [(1, HashSet::from([-1])), (2, HashSet::from([1]))].into(),
        |s| s.kind = Kind::Empty,
        |s| s.kind = Kind::One(1),
        |s| s.kind = Kind::Two(2, 1),
        |s| s.kind = Kind::Named { value: 1 },
        |s| s.pair.0 = 8,
        |s| s.tree = Tree(vec![Tree(vec![Tree(vec![])]), Tree(vec![])]),
        |s| s.tree = Tree(vec![Tree(vec![]), Tree(vec![]), Tree(vec![])]),
    ];
    let fingerprint = |change: &Change| {
        let mut sample = sample();
        change(&mut sample);
        of(&sample)
    };
    let different: BTreeSet<_> = changes.iter().map(fingerprint).collect();
    assert_eq!(different.len(), changes.len());
}

/// Maps and sets of random contents, filled in random orders and with other hash seeds, against ones in which a random leaf differs.
#[test]
fn the_order_of_sets_and_maps_makes_no_difference_and_their_contents_do() {
    let mut random = fastrand::Rng::with_seed(11);
    for round in 0..2_000 {
        let mut entries: Vec<(u32, Vec<i32>)> =
            (0..random.u32(1..20)).map(|key| (key * 7, (0..random.i32(0..6)).map(|item| item * 3).collect())).collect();
        let filled = |entries: &[(u32, Vec<i32>)]| -> HashMap<u32, HashSet<i32>> {
            entries.iter().map(|(key, items)| (*key, items.iter().copied().collect())).collect()
        };
        let first = filled(&entries);
        random.shuffle(&mut entries);
        for (_, items) in &mut entries {
            random.shuffle(items);
        }
        assert_eq!(of(&first), of(&filled(&entries)), "round {round}");
        let sorted: BTreeMap<u32, BTreeSet<i32>> =
            entries.iter().map(|(key, items)| (*key, items.iter().copied().collect())).collect();
        assert_eq!(of(&first), of(&sorted), "a sorted map is the same value");
        let index = random.usize(..entries.len());
        match entries[index].1.last_mut() {
            Some(item) if random.bool() => *item += 1,
            _ => entries[index].0 += 1,
        }
        assert_ne!(of(&first), of(&filled(&entries)), "round {round}");
    }
}

#[test]
fn equal_numbers_hash_alike() {
    assert_eq!(of(&0.0_f64), of(&-0.0_f64));
    assert_eq!(of(&f64::NAN), of(&-f64::from_bits(f64::NAN.to_bits() | 7)));
    assert_eq!(of(&f32::NAN), of(&-f32::NAN));
    assert_ne!(of(&f64::INFINITY), of(&f64::NAN));
    assert_ne!(of(&f64::MIN_POSITIVE), of(&0.0_f64));
    let json = |value| of_codec(Codec::Json, &value);
    assert_ne!(json(serde_json::json!(-1)), json(serde_json::json!(u64::MAX)));
    assert_ne!(json(serde_json::json!("1")), json(serde_json::json!(1)));
    assert_ne!(json(serde_json::json!([[], 1])), json(serde_json::json!([[1]])));
}

#[test]
fn values_of_other_shapes_cannot_be_compared() {
    fn differ<A: Schema + Serialize, B: Schema + Serialize>(a: &A, b: &B) {
        let (schema, fingerprint) = (TypeSchema::of::<A>(), of(b));
        assert!(!Fingerprinter::new("Sample", &schema, Codec::Postcard).comparable(fingerprint));
        assert_ne!(of(a), fingerprint);
    }
    differ(&1_u8, &1_u16);
    differ(&"a".to_owned(), &c"a".to_owned());
    differ(&vec![1_u8], &BTreeSet::from([1_u8]));
    differ(&vec![1_u8], &[1_u8]);
    differ(&Some(1_u8), &1_u8);
    differ(&Kind::Empty, &Unit);
    let schema = TypeSchema::of::<Sample>();
    assert!(!Fingerprinter::new("Other", &schema, Codec::Postcard).comparable(of(&sample())), "another machine");
    let readable = Fingerprinter::new("Sample", &schema, Codec::Json);
    assert!(!readable.comparable(of(&sample())) && readable.comparable(of_codec(Codec::Json, &sample())));
}

/// Nobody knows what is a set where serde and the schema tell different tales.
#[test]
fn a_value_that_is_not_of_its_shape_has_none() {
    let schema = TypeSchema::of::<Sample>();
    let of =
        |value: &dyn Fn(Fingerprinter<'_>) -> String| value(Fingerprinter::new("Sample", &schema, Codec::Postcard));
    let text = of(&|prints| prints.fingerprint("text").expect_err("refused").to_string());
    insta::assert_snapshot!(text, @"take a fingerprint: the schema says Struct, and serde shows a value without parts");
    let parts = of(&|prints| prints.fingerprint(&(1, 2)).expect_err("refused").to_string());
    insta::assert_snapshot!(parts, @"take a fingerprint: the schema says Struct, and serde shows a tuple");
    let schema = TypeSchema::of::<(u8, u8)>();
    let parts =
        Fingerprinter::new("Sample", &schema, Codec::Postcard).fingerprint(&(1_u8, 2_u8, 3_u8)).expect_err("refused");
    insta::assert_snapshot!(parts, @"take a fingerprint: the schema says 2 parts, and serde shows 3");
}

#[test]
fn a_fingerprint_reads_as_32_digits() {
    let fingerprint = StateFingerprint(0xc0_ffee);
    assert_eq!(fingerprint.to_string(), "00000000000000000000000000c0ffee");
    assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
    for text in ["", "c0ffee", "00000000000000000000000000c0ffe+", "+0000000000000000000000000c0ffee"] {
        assert!(text.parse::<StateFingerprint>().is_err(), "{text}");
    }
}
