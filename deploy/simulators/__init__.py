"""Stand-ins for the world outside: programs that know only what the published contracts say."""
