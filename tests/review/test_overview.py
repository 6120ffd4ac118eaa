"""The overview tells what files and imports say, with their sources, and nothing else."""

from __future__ import annotations

import dataclasses

import pytest

from flake8_fastapi_arch.review.overview import Size
from flake8_fastapi_arch.review.review import build_review
from tests.review.world import project


@pytest.fixture
def overview(tmp_path):
    def overview(modules, files=None):
        for path, text in (files or {}).items():
            (tmp_path / path).write_text(text)
        return build_review([], project(modules, tmp_path)).overview

    return overview


def told(found):
    return [tuple(filter(None, dataclasses.astuple(one))) for one in found]


def test_nothing_is_found_in_nothing(overview):
    empty = overview({})
    assert all(topic.found == () for topic in empty.topics)
    assert empty.size == Size()
    assert empty.history is None


def test_versions_are_locked_and_declared(overview):
    pyproject = (
        '[project]\nrequires-python = ">=3.11"\n'
        'dependencies = [\n  "fastapi<0.120,>=0.115",\n  "uvicorn",\n  "anyio==4.2"\n]\n'
    )
    lock = '[[package]]\nname = "fastapi"\nversion = "0.118.0"\n'
    docker = "FROM python:3.12-slim\n"
    known = overview({}, {"pyproject.toml": pyproject, "uv.lock": lock, "Dockerfile": docker})
    assert told(known["framework"]) == [("FastAPI", "uv.lock:3", "0.118.0", ">=0.115,<0.120")]
    assert told(known["python"]) == [
        ("Python", "Dockerfile:1", "3.12"),
        ("Python", "pyproject.toml:2", ">=3.11"),
    ]
    assert told(known["dependencies"]) == [
        ("anyio", "pyproject.toml:6", "4.2"),
        ("fastapi", "uv.lock:3", "0.118.0", ">=0.115,<0.120"),
        ("uvicorn", "pyproject.toml:5"),
    ]


def test_an_import_shows_an_undeclared_framework(overview):
    known = overview({"main.py": "\nfrom fastapi import FastAPI\n"})
    assert told(known["framework"]) == [("FastAPI, not declared", "main.py:2")]


def test_orm_by_import_with_its_style_and_version(overview):
    known = overview(
        {
            "models.py": "from sqlalchemy.orm import Mapped\nimport sqlmodel\n",
            "database.py": "from sqlalchemy.ext.asyncio import AsyncSession\n",
            "tests/test_x.py": "import tortoise\n",
            "package/local.py": "from .beanie import x\n",
        },
        {"requirements.txt": "sqlalchemy==2.0.50\n"},
    )
    assert told(known["orm"]) == [
        ("SQLModel (async)", "models.py:2"),
        ("SQLAlchemy (async)", "database.py:1", "2.0.50"),
    ]


@pytest.mark.parametrize(
    ("modules", "database"),
    [
        ({"db.py": 'URL = "postgresql+asyncpg://u:p@h/d"'}, [("PostgreSQL (asyncpg)", "db.py")]),
        ({"config.py": 'class S:\n    url: str = f"sqlite:///{p}"'}, [("SQLite", "config.py")]),
        (
            {"app.py": "import sqlalchemy\ndef f():\n    return g(scheme='mysql+aiomysql')"},
            [("MySQL (aiomysql)", "app.py")],
        ),
        (
            {"db.py": 'A = "sqlite+aiosqlite://"\nB = "sqlite://"'},
            [("SQLite (aiosqlite)", "db.py")],
        ),
        ({"a.py": "import asyncpg"}, [("PostgreSQL (asyncpg)", "a.py:1")]),
        ({"db.py": 'if kind == "mysql": pass'}, []),
        ({"tests/db.py": 'URL = "sqlite://"'}, []),
        ({"links.py": 'URL = "https://sqlite.org"'}, []),
    ],
)
def test_database_by_engine_url_else_by_driver(overview, modules, database):
    assert told(overview(modules)["database"]) == database


def test_variables_read_by_hand_are_settings_too(overview):
    known = overview({"app/main.py": "import os\nX = os.getenv('X')\nY = os.environ.get('Y')\n"})
    assert told(known["settings"]) == [
        ("environment variables read by hand in 1 module", "app/main.py:2")
    ]


def test_revisions_in_directories_by_year_are_one_line(overview):
    revision = 'revision = "{0}"\ndown_revision = {1}\ndef upgrade(): ...\n'
    known = overview(
        {
            "app/versions/2025/a.py": revision.format("a", None),
            "app/versions/2026/b.py": revision.format("b", '"a"'),
        }
    )
    assert told(known["migrations"]) == [("Alembic: 2 revisions", "app/versions")]


def test_alembic_may_be_set_up_without_a_revision(overview):
    known = overview({"migrations/env.py": "from alembic import context\ncontext.configure()\n"})
    assert told(known["migrations"]) == [("Alembic: set up, no revision", "migrations/env.py")]
