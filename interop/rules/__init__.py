"""How columns and words of other registers are understood."""
