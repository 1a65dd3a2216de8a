use chronostack::tracked;

#[tracked]
async fn charge(cents: u64) {
    println!("{cents}");
}

fn main() {}
