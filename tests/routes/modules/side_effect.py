import main


def register():
    global counter
    counter = counter + 1

    @main.app.get(f"/side/{counter}")
    def side(): ...


counter = 0
register()
