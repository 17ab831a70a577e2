"""What ``app`` puts together, concept by concept."""
