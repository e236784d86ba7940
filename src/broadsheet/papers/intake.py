"""Taking records in: the one way by which papers come to be and change.

`prepare` is pure and may run in another process; `take` stores a batch in one transaction.
(The lead is writing this; the interface below is fixed.)
"""
