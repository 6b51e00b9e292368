# Person fixed-effects logit by survival.
source("columns.R")
suppressMessages(library(survival))

given <- read_columns()
regressors <- setdiff(names(given), c("outcome", "person"))
formula <- reformulate(c(regressors, "strata(person)"), "outcome")
seconds <- system.time(fit <- clogit(formula, given, method = setting("method")))[["elapsed"]]
answer(
  regressors, coef(fit), sqrt(diag(vcov(fit))), seconds, "survival",
  log_likelihood = sprintf("%.10g", fit$loglik[2])
)
