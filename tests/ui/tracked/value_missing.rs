use chronostack::tracked;

#[tracked(stack)]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
