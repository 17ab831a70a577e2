"""Filling in the forms: one pure function a form, from a dossier to the fields as they are printed."""
