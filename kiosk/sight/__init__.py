"""Who is coming: camera frames to presence; no identity, age, gender or emotion."""
