"""What is done about an answer: proposed and approved, published, asked after."""
