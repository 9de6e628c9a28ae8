"""What staff can do, and which roles may: each module registers the actions of one subject in `table.ACTIONS`."""
