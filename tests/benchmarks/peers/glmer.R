# Random-intercept logit by lme4, errors from derivatives at the optimum (without them they are 38 % too large beyond one
# point). Laplace's approximation, at one point, takes minutes to its far-off optimum: one optimiser, no derivatives.
source("columns.R")
suppressMessages(library(lme4))

given <- read_columns()
regressors <- setdiff(names(given), c("outcome", "person"))
formula <- reformulate(c(regressors, "(1 | person)"), "outcome")
points <- as.integer(setting("points"))
control <- if (points == 1) glmerControl("bobyqa", calc.derivs = FALSE) else glmerControl(calc.derivs = TRUE)
seconds <- system.time(fit <- glmer(formula, given, binomial, nAGQ = points, control = control))[["elapsed"]]
sigma <- attr(VarCorr(fit)$person, "stddev")[[1]]
complaints <- unlist(fit@optinfo$conv$lme4$messages)
answer(
  c("intercept", regressors, "person_intercept_sd"),
  c(fixef(fit), sigma), c(sqrt(diag(as.matrix(vcov(fit)))), NaN), seconds, "lme4",
  log_likelihood = sprintf("%.10g", as.numeric(logLik(fit))), complaint = paste(complaints, collapse = "; ")
)
