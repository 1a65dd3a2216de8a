//! See [`chronostack_fuzz::import`].

#![no_main]

libfuzzer_sys::fuzz_target!(init: chronostack_fuzz::sow(&chronostack_fuzz::import::seeds()), |data: &[u8]| {
    chronostack_fuzz::import::run(data);
});
