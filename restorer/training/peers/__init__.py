"""Published networks, to be measured beside ours by the same command: `peer:NAME`. The product never uses them.

Each adapter is one function in this folder that loads the network from a folder of published weights and answers with
a callable of the same kind as ours has in `restorer.training.evaluate`.
"""
