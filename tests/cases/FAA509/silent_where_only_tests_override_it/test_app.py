from app import app
from settings import get_settings

app.dependency_overrides[get_settings] = lambda: {"key": "k"}
