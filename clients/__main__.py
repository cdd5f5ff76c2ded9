"""`python -m clients`: bots that fill rooms, playing in a terminal, and a bad network."""

from clients.cli import main

main()
