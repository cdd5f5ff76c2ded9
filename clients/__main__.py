"""`python -m clients`: bots that fill rooms, playing in a terminal, load, and a bad network."""

from clients.cli import main

main()
