"""Printed papers: a template and data become a PDF, with the fonts beside them and none of the machine's."""
