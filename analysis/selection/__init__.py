"""Who is asked, who answers and who is lost where a policy is in force, and how much of an effect that could make."""
