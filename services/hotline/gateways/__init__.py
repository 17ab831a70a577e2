"""What hotline reads from outside its walls: the file of rules; later telephony and complaint portals."""
