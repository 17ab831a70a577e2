"""The ways to telephony and to provincial complaint portals will live here."""
