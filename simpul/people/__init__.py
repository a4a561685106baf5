"""The people of the hub: who they are, how they sign in, what they may do and whose records they see."""
