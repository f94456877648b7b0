"""What routers share: parameters, errors, answers and services. No routes."""
