"""Methods, in the families of the ledger: one readable file each."""
