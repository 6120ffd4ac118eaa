sessions = {}
settings = object()
