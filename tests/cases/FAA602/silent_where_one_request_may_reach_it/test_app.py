def test_books(api_client, url) -> None:
    assert api_client.get(url).status_code == 200
