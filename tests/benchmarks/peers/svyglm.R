# Survey-weighted logit and totals by survey, with-replacement sampling of PSUs within strata.
source("columns.R")
suppressMessages(library(survey))

given <- read_columns()
regressors <- grep("^x", names(given), value = TRUE)
design_of <- function() svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = given, nest = TRUE)
if (setting("statistic") == "logit") {
  seconds <- system.time(
    fit <- svyglm(reformulate(regressors, "outcome"), design_of(), family = quasibinomial())
  )[["elapsed"]]
  answer(c("intercept", regressors), coef(fit), sqrt(diag(vcov(fit))), seconds, "survey")
} else {
  seconds <- system.time(fit <- svytotal(reformulate(c("outcome", regressors)), design_of()))[["elapsed"]]
  answer(c("outcome", regressors), coef(fit), SE(fit), seconds, "survey")
}
