"""A couple's years in one drawing: pregnancies, transfers, results, treatments."""
