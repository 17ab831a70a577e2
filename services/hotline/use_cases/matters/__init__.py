"""What is done with contacts that tell of one matter: found, merged, parted, met about."""
