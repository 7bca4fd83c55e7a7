"""Sound out and in: loudspeakers, microphones, recordings, and what is played as it is played."""
