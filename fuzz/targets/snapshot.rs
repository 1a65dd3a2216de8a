//! See [`chronostack_fuzz::snapshot`].

#![no_main]

libfuzzer_sys::fuzz_target!(init: chronostack_fuzz::sow(&chronostack_fuzz::snapshot::seeds()), |data: &[u8]| {
    chronostack_fuzz::snapshot::run(data);
});
