from gateway import charge


class Orders:
    def create(self):
        self.pay()

    def pay(self):
        charge(1)
