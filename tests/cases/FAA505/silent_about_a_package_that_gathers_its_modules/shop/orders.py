from shop import books


class Order:
    book = books.Book()
