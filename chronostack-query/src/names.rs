//! Names that come near what was asked for.

/// How alike two names must be to be suggested: 1 is equal.
const LIKENESS_MIN: f64 = 0.75;

/// Of `names` at most three that are most like `asked`, the most like first.
pub fn nearest<N: AsRef<str>>(asked: &str, names: impl IntoIterator<Item = N>) -> Vec<String> {
    const SHOWN: usize = 3;
    let mut best: Vec<(f64, String)> = Vec::new();
    for name in names {
        let name = name.as_ref();
        let likeness = likeness(asked, name);
        if likeness < LIKENESS_MIN || best.len() == SHOWN && best.last().is_some_and(|(least, _)| *least >= likeness) {
            continue;
        }
        let place = best.partition_point(|(other, _)| *other >= likeness);
        best.insert(place, (likeness, name.to_owned()));
        best.truncate(SHOWN);
    }
    best.into_iter().map(|(_, name)| name).collect()
}

/// A name that was given without its first part, as the id of a stream without its kind, is as near as can be.
fn likeness(asked: &str, name: &str) -> f64 {
    if name.split_once(['/', '.']).is_some_and(|(_, rest)| rest == asked) {
        return 1.0;
    }
    strsim::jaro_winkler(asked, name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_pen_and_a_missing_kind_are_found() {
        let names = ["order/order-1", "order/order-12", "customer/ann", "stock/7"];
        assert_eq!(nearest("order/ordr-1", names), ["order/order-1", "order/order-12"]);
        assert_eq!(nearest("ann", names), ["customer/ann"]);
        assert!(nearest("invoice/9", names).is_empty());
    }
}
