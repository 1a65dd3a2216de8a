//! See [`chronostack_fuzz::frames`].

#![no_main]

libfuzzer_sys::fuzz_target!(init: chronostack_fuzz::sow(&chronostack_fuzz::frames::seeds()), |data: &[u8]| {
    chronostack_fuzz::frames::run(data);
});
