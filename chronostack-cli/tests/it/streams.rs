//! `chronostack streams`

use insta::assert_snapshot;

use crate::{program::run, sample::Sample};

#[test]
fn streams_are_listed_as_a_table_and_as_json() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    assert_snapshot!("streams", run(folder, Some(80), ["streams", "shop.chrono"]).shown(folder));
    assert_snapshot!(
        "streams_json",
        run(folder, None, ["streams", "shop.chrono", "--json", "-k", "order"]).shown(folder)
    );
}

#[test]
fn paging_goes_on_where_it_ended() {
    let sample = Sample::folder();
    let names = |arguments: &[&str]| -> Vec<String> {
        let all = ["streams", "shop.chrono", "--json"].iter().chain(arguments);
        let ran = run(sample.folder_path(), None, all);
        let stream = |line: &str| line.split('"').nth(3).map(str::to_owned);
        ran.stdout.lines().filter_map(stream).collect()
    };
    assert_eq!(names(&["--limit", "2"]), ["customer/ann", "order/order-1"]);
    assert_eq!(names(&["--from", "order/order-1"]), ["order/order-1", "order/order-12"]);
    assert_eq!(names(&["--from", "order/order-10"]), ["order/order-12"]);
    assert_eq!(names(&["--from", "customer/x", "--limit", "1"]), ["order/order-1"]);
    assert_eq!(names(&["--kind", "customer"]), ["customer/ann"]);
}

#[test]
fn a_kind_that_is_not_there_is_told_with_what_is() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    assert_snapshot!(
        "streams_no_kind",
        run(folder, None, ["streams", "shop.chrono", "--kind", "orders"]).shown(folder)
    );
}
