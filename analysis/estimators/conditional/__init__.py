"""Person fixed-effects logit by the conditional likelihood, its Firth penalty, and its contrast with between–within."""
