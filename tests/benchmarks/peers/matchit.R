# Nearest neighbours on a logit score within strata by MatchIt, their balance, and the difference of the outcome between
# partners.
#
# scale multiplies the score. Debian 12's MatchIt 4.5.1 compares distances as whole numbers: without a scale it takes the
# lower neighbour always; times 2^30 whole numbers are fine enough to tell which neighbour is nearer.
source("columns.R")
suppressMessages(library(MatchIt))

given <- read_columns()
covariates <- grep("^x", names(given), value = TRUE)

# As sandwich::vcovCL(cluster = ~subclass) with its default factors; sandwich itself need not be installed.
pair_error <- function(fit, pair) {
  design <- model.matrix(fit)
  sums <- rowsum(design * resid(fit), pair)
  bread <- solve(crossprod(design))
  n_pairs <- nrow(sums)
  factor <- n_pairs / (n_pairs - 1) * (nrow(design) - 1) / (nrow(design) - ncol(design))
  sqrt((bread %*% crossprod(sums) %*% bread)["treated", "treated"] * factor)
}

seconds <- system.time({
  score <- fitted(glm(reformulate(covariates, "treated"), binomial, given, control = glm.control(epsilon = 1e-14)))
  matched <- matchit(treated ~ 1, data = given, distance = score * as.numeric(setting("scale")), exact = ~stratum)
  rows <- match.data(matched)
  pair <- as.character(rows$subclass)
  balance <- summary(matched)
  fits <- list(lm(outcome ~ treated, rows), lm(reformulate(c("treated", covariates), "outcome"), rows))
})[["elapsed"]]
pairs <- data.frame(treated = as.integer(rownames(matched$match.matrix)), control = as.integer(matched$match.matrix[, 1]))
write.csv(pairs, file.path(folder, "pairs.csv"), row.names = FALSE)
answer(
  c("matched", "adjusted"), sapply(fits, function(fit) coef(fit)[["treated"]]), sapply(fits, pair_error, pair = pair),
  seconds, "MatchIt"
)
