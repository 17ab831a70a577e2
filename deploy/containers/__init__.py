"""Containers on this machine: an engine where none answers, Compose, the images, and what a system of them needs."""
