import redis


class Cache:
    """In memory, and in Redis where it is given one."""

    def __init__(self, ttl=60, store: redis.Redis | None = None):
        self.ttl = ttl
        self.store = store
        self.memory = {}

    def attach(self, store: redis.Redis):
        self.store = store

    def read(self, key, local_only=False):
        value = self.memory.get(key)
        if value is None and self.store is not None and local_only is False:
            value = self._fetch(key)
        return value

    def read_through(self, key):
        if not self.store:
            return self.memory.get(key)
        return self.store.get(key)

    def _fetch(self, key):
        return self.store.get(key)


tokens = Cache(ttl=30)
prices = Cache(store=redis.Redis())
stock = Cache()
stock.attach(redis.Redis())
