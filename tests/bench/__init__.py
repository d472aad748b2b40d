"""`make bench SIZE=1000`: how fast the clinic is with that many couples, in one table."""
