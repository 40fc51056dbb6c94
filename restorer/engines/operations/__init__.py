"""How each operation is carried out: one module an operation, each with a `prepare` that `registry` knows."""
