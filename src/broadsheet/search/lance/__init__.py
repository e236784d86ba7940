"""The index on object storage: LanceDB tables that several machines read and write."""
