"""What the report shows, as frozen values: all choices are made here, none in the templates."""
