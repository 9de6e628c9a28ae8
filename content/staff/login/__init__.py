"""Logging in as staff, in two steps for those who want or need it.

*Two-step log in* is what a person turns on: the views and templates named `two_step…` set it up. Their *second factor* is the
app or the passkey they then have (`factors.py`, `passkeys.py`). The *second step* is the screen after the password, which asks
for it (`second_step`).
"""
