pub fn run(_: Option<&std::path::Path>) -> Result<(), crate::failure::Failure> { crate::fixture::build()?; Ok(()) }
