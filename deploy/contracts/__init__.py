"""Makes the contracts of all events from what the services declare, and says where the stored ones are out of date."""
