"""The catalogue at the desk: looked through, its versions side by side, a new version by form, a file taken over."""
