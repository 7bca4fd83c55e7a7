"""What carries the parts: wire, processes, executor, clock and ledger."""
