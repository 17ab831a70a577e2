"""What tests share: real servers, factories, fakes, waiting."""
