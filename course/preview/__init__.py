"""« relais preview »: the content as it is being written, for its authors, on their machine only (decision 0018)."""
