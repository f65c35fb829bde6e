//! stub
use clap::Args;
/// x
#[derive(Args)]
pub struct Demo {}
impl Demo {
    /// x
    /// # Errors
    pub async fn run(self, _c: &crate::config::Config) -> anyhow::Result<()> {
        Ok(())
    }
}
