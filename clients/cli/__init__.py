"""The `tegata` command: a file for each group of commands, loaded only when it is called.

Owns how things are asked for and shown. Decides nothing: it reads options, calls the SDK or the verifier,
and renders what comes back, for people or as JSON.
"""
