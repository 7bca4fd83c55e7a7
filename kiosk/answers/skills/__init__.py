"""What is looked up and not read out: each skill is declared in a module of its own, `registry` knows them all."""
