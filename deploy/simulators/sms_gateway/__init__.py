"""A provider of SMS as the centre meets it: takes messages over HTTP, shows them on phones, calls back what arrived."""
