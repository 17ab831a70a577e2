"""What people write back: kept before it is acknowledged, answered where it asks, else handed on."""
