"""`python -m clients`: bots that fill rooms, and playing in a terminal."""

from clients.cli import main

main()
