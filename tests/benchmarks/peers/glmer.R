# Random-intercept logit by lme4 with its own optimisers; errors from derivatives at the optimum (calc.derivs = TRUE).
source("columns.R")
suppressMessages(library(lme4))

given <- read_columns()
regressors <- setdiff(names(given), c("outcome", "person"))
formula <- reformulate(c(regressors, "(1 | person)"), "outcome")
seconds <- system.time(
  fit <- glmer(formula, given, binomial, nAGQ = as.integer(setting("points")), control = glmerControl(calc.derivs = TRUE))
)[["elapsed"]]
sigma <- attr(VarCorr(fit)$person, "stddev")[[1]]
complaints <- unlist(fit@optinfo$conv$lme4$messages)
answer(
  c("intercept", regressors, "person_intercept_sd"),
  c(fixef(fit), sigma), c(sqrt(diag(as.matrix(vcov(fit)))), NaN), seconds, "lme4",
  log_likelihood = sprintf("%.10g", as.numeric(logLik(fit))), complaint = paste(complaints, collapse = "; ")
)
