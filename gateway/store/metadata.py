"""The schema's root: one MetaData for every table, with names that are the same on SQLite and PostgreSQL."""

from sqlalchemy import JSON, BigInteger, Integer, LargeBinary, MetaData
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number: TypeEngine[int] = BigInteger().with_variant(Integer, "sqlite")
"""A number that counts up: SQLite makes only INTEGER keys row ids."""

Bytes: TypeEngine[bytes] = LargeBinary()
Json: TypeEngine[object] = JSON(none_as_null=True)

DERIVED = "derived"
"""`info["origin"]` of a table: DERIVED tables can be dropped and are rebuilt from blocks and payloads."""

derived: dict[str, str] = {"origin": DERIVED}
