"""One attack a file: what somebody tried, and what must hold."""
