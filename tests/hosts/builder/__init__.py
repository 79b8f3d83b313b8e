"""What tests/hosts/build.py builds a host's tree with; one noun per module."""
