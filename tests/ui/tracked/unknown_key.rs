use chronostack::tracked;

#[tracked(nmae = "charge-card")]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
