use chronostack::tracked;

#[tracked(record_result = true)]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
