def on_exit(server):
    server.log.info("gone")
