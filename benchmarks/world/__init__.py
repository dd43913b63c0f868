"""One world at the numbers PRODUCT.md plans for, or at a share of them: see `python -m benchmarks.world`."""
