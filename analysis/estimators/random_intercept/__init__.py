"""Random-intercept logit by adaptive quadrature, plain and between–within."""
