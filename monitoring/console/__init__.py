"""The console: pages, forms, signing in, and the server they run in."""
