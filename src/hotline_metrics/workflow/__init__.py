"""The main job in three steps: read tickets, compile the report, write documents."""
