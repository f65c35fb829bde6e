//! stub
use clap::Args;
/// x
#[derive(Args)]
pub struct Export {}
impl Export {
    /// x
    /// # Errors
    pub async fn run(self, _c: &crate::config::Config) -> anyhow::Result<()> {
        Ok(())
    }
}
