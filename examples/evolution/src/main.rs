//! Five releases read the logs of all before them. `cargo run -p chronostack-example-evolution`

use chronostack_example_evolution::{RELEASES, Result, copy_log};

fn main() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("chronostack-evolution-{}", std::process::id()));
    for recorded in &RELEASES {
        let log = folder.join(recorded.number.to_string());
        copy_log(&recorded.folder().join("billing.chrono"), &log)?;
        println!("\n── the log as release {} left it", recorded.number);
        for reading in &RELEASES {
            match reading.states(&log) {
                Ok(states) => {
                    println!("release {}:", reading.number);
                    for (id, state) in states {
                        println!("  {id}: {state}");
                    }
                }
                Err(error) => println!("release {}: {error}", reading.number),
            }
        }
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
