"""What routing reaches outside its walls: signatures, working time, the broker's provisioning."""
