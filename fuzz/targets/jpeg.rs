#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tillbud_cleaning::fuzzing::whole(bytes, "jpeg"));
