def test_prices() -> None:
    assert {"/books": 1}.get("/books") == 1
