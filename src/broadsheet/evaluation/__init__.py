"""Quality of search on test collections: our modes beside other systems, by the field's measures."""
