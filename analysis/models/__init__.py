"""From a specification and the finished marts to rows of results, one module an estimator."""
