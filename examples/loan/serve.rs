//! The dashboard of a log that stands.

use std::{path::Path, sync::Arc};

use chronostack::log::FileLog;

use crate::{application::Application, bank::Result, offers::Offers, planted::Planted, work::Work};

/// Shows the log in the browser until the program is ended. It is only read, so that several may look at it.
pub(crate) fn serve(log: &Path, port: u16, planted_bug: bool) -> Result<()> {
    let log = FileLog::options().read_only(true).open(log)?;
    let dashboard = chronostack_dashboard::of_log(Arc::new(log)).name("loan");
    let dashboard = if planted_bug { dashboard.machine::<Planted>() } else { dashboard.machine::<Application>() };
    let dashboard = dashboard.machine::<Offers>().machine::<Work>();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let server = dashboard.serve(("127.0.0.1", port)).await?;
        println!("{}", server.url());
        Ok(server.run().await?)
    })
}
