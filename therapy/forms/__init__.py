"""What is asked when a treatment is planned and given."""
