"""What finds a person or opens a door, found and hidden: numbers as people say them, passwords, and files."""
