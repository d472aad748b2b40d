"""What makes a row a medical record: one door for writing, voiding, a log of acts."""
