KINDS = {"books": 1, "authors": 2}


class Exports:
    def rows(self, kind, limit):
        return [self._table(kind)] * limit

    def _table(self, kind):
        if kind not in KINDS:
            raise ValueError(kind)
        return KINDS[kind]

    def note(self, kind):
        if kind not in KINDS:
            print("unknown", kind)
