"""What every page shares: access, assets, fragments, errors."""
