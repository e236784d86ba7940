"""The web server: start-up of an instance, supervision of its processes, connections."""
