"""What sources exist, which files hold them, and how a file becomes a verbatim raw table."""
