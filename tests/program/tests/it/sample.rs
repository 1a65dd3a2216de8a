//! A log of orders, and the program run against it.

use std::{
    fs::File,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use chronostack::{fingerprint::Fingerprints, prelude::*};
use orders::{Item, Method, Order, Paid, Placed};
use tempfile::TempDir;

/// A folder with the log `shop.chrono` in it.
pub(crate) struct Sample {
    folder: TempDir,
}

impl Sample {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let minutes = Arc::new(AtomicU32::new(0));
        let start: Timestamp = "2026-11-20T22:00:00Z".parse().expect("a time");
        let clock = move || start + Duration::from_secs(60) * minutes.fetch_add(1, Ordering::Relaxed);
        let stack = ChronoStack::builder()
            .path(folder.path().join("shop.chrono"))
            .clock(clock)
            .fingerprints(Fingerprints::every(1))
            .build();
        let stack = stack.expect("a new log");
        let orders = stack.machine::<Order>();
        let item = |sku: &str, cents| Item { sku: sku.into(), cents };
        let transfer = |iban: &str| Method::Transfer { iban: iban.into() };
        pollster::block_on(async {
            let items = vec![item("bean-1kg", 1890), item("filter-100", 410)];
            let placed = orders.dispatch("order-1", Placed { customer: "Ann Árbor".into(), items }).actor("ann").await;
            let placed = placed.expect("placed");
            for (cents, method) in
                [(300, transfer("DE02 1203 0000")), (500, transfer("DE02 1203 0000")), (1500, Method::Card)]
            {
                orders.dispatch("order-1", Paid { cents, method }).caused_by(&placed).await.expect("paid");
            }
            let items = vec![item("grinder", 12_345)];
            orders.dispatch("order-2", Placed { customer: "Bo".into(), items }).await.expect("placed");
            stack.close().await.expect("closed");
        });
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the program in the log's folder, and answers with all that it says.
    pub(crate) fn run(&self, columns: Option<u32>, arguments: &[&str]) -> String {
        self.run_on(Stdio::null(), columns, arguments)
    }

    /// Runs it with that to read.
    pub(crate) fn run_with(&self, input: &str, arguments: &[&str]) -> String {
        let path = self.path().join("input");
        std::fs::write(&path, input).expect("the input is written");
        self.run_on(File::open(path).expect("the input").into(), None, arguments)
    }

    fn run_on(&self, input: Stdio, columns: Option<u32>, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_orders"));
        command.args(arguments).current_dir(self.path()).stdin(input);
        for name in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
            command.env_remove(name);
        }
        if let Some(columns) = columns {
            command.env("COLUMNS", columns.to_string());
        }
        let output = command.output().expect("the program starts");
        let mut shown = format!("exit code {}\n", output.status.code().expect("it ends by itself"));
        for (name, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
            let text = String::from_utf8(bytes).expect("it writes UTF-8");
            if !text.is_empty() {
                shown.extend(["--- ", name, "\n", &text]);
            }
        }
        shown
    }
}
