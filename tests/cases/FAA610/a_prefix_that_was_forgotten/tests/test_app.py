async def test_book(client) -> None:
    assert (await client.get("/v1/books/1")).status_code == 200
    assert (await client.get("/books/1")).status_code != 500  # FAA610
