"""Linear probability models: two-way effects, event studies, and differences between groups within places."""
