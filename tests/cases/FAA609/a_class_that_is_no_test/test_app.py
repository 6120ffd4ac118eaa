import unittest

from app import app
from fastapi.testclient import TestClient


class EndpointTester:
    """What a script runs, and reports by itself."""

    def __init__(self):
        self.client = TestClient(app)
        self.failed = []

    def test_endpoint(self, path):
        response = self.client.get(path)
        if response.status_code != 200:
            self.failed.append(path)


class TestBooks:
    def test_all(self):  # FAA609
        TestClient(app).get("/books")


class Books(unittest.TestCase):
    def test_all(self):  # FAA609
        TestClient(app).get("/books")


class AsyncBooks(unittest.IsolatedAsyncioTestCase):
    def test_all(self):  # FAA609
        TestClient(app).get("/books")
