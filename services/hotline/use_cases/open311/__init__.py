"""What other applications may do by Open311 GeoReport v2."""
