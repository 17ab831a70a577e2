"""An SMS centre that speaks SMPP 3.4, with its phones; slow, away, wrong or silent when it is told to be."""
