"""The day on paper, for a day without power: who comes, and one page for each couple."""
