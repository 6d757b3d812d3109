"""A module as a SCORM 1.2 package, for any learning management system (docs/decisions/0017)."""
