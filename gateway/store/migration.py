"""Bringing a database to the schema of this version, through Alembic."""

from pathlib import Path

from sqlalchemy import Engine

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine, to: str = "head") -> None:
    """Applies every migration up to `to` that the database has not had. Safe to run at each start."""
    from alembic import command  # half a second, which processes that open no database need not spend
    from alembic.config import Config

    from gateway.store import schema

    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        config.attributes["target_metadata"] = schema.metadata
        command.upgrade(config, to)
