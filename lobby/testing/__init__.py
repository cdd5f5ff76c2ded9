"""The test kit for authors of games, bots and clients; docs/howto/test-a-game.md says how to use it.

Public is what that page imports: `check_game.check_game`, `serve.serve`, `strategies`, `machine.GameMachine`,
and the pytest fixture `lobby_server`. Nothing is imported here, so that each part costs only who uses it.
"""
