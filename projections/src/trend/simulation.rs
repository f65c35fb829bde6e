//! Chance for tests: seeded, so that a simulation gives the same answer every time.

/// A stream of random numbers (SplitMix64: Steele, Lea & Flood 2014).
pub(crate) struct Chance {
    state: u64,
}

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Between 0 and 1, never 0.
    pub fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        ((mixed >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Mean 0, standard deviation 1 (Box & Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (radius, turn) = (self.uniform(), self.uniform());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
    }

    /// A count with this mean, by waiting times.
    pub fn poisson(&mut self, mean: f64) -> f64 {
        let mut waited = 0.0;
        let mut count = 0.0;
        loop {
            waited -= self.uniform().ln();
            if waited > mean {
                return count;
            }
            count += 1.0;
        }
    }

    /// The sum of so many waiting times of mean 1.
    pub fn gamma(&mut self, shape: u32) -> f64 {
        (0..shape).map(|_| -self.uniform().ln()).sum()
    }
}
