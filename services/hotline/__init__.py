"""The service hotline (đường dây nóng): petitions, who they are from, their dossiers, their answers."""
