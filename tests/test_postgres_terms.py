"""The search's index in PostgreSQL finds what that in SQLite finds."""

import random
from collections.abc import Iterator, Sequence

import pytest

from assistant.shopping.database import Database
from assistant.stores.embedded.dialect import SqliteDialect, written
from assistant.stores.embedded.session import Session
from assistant.stores.postgres.database import PostgresDatabase
from assistant.stores.postgres.dialect import PostgresDialect
from assistant.stores.postgres.tsvector import TsVector
from assistant.stores.search.entries import Terms
from assistant.stores.search.expressions import AllOf, AnyOf, But, Called, Expression
from assistant.stores.search.fts5 import Fts5
from assistant.stores.search.fulltext import FullText
from assistant.stores.terms import Shop
from postgres_server import PostgresServer

FACTS = "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
WORDS = ("oat", "milk", "latte", "1", "·diet·vegan", "牛奶", "crème")


@pytest.fixture(scope="module")
def served(postgres: PostgresServer) -> Iterator[Session]:
    database = PostgresDatabase(
        postgres.new_database(), "shop", written(FACTS + TsVector().schema, PostgresDialect()), 1
    )
    with database.writing() as connection:
        yield Session(connection, database.dialect, Shop(), 0)
    database.close()


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    database = Database(path, written(FACTS + Fts5().schema, SqliteDialect()), 1)
    with database.writing() as connection:
        yield Session(connection, SqliteDialect(), Shop(), 0)
    database.close()


def columns(session: Session, statement: str) -> set[tuple[str, str]]:
    rows = session.rows(statement)
    return {(row["tab"], row["col"]) for row in rows if row["tab"].startswith("search_")}


def test_the_search_has_the_same_tables(served: Session, sqlite: Session) -> None:
    told = columns(
        served,
        "SELECT table_name AS tab, column_name AS col FROM information_schema.columns"
        " WHERE table_schema = current_schema()",
    )
    expected = columns(
        sqlite,
        "SELECT master.name AS tab, info.name AS col FROM sqlite_master AS master,"
        " pragma_table_info(master.name) AS info WHERE master.type = 'table'",
    )
    indexes = {pair for pair in told | expected if pair[0].startswith("search_terms")}
    assert told - indexes == expected - indexes


def terms(called: Sequence[str], kind: Sequence[str] = (), about: Sequence[str] = ()) -> Terms:
    name = " ".join(called)
    return Terms(name, " ".join(kind), " ".join(about), name, "", "")


def found(session: Session, index: FullText, expression: Expression) -> list[int]:
    rows = session.rows(f"{index.matching} LIMIT :most", match=index.match(expression), most=100)
    return [row["doc"] for row in rows]


def an_expression(chance: random.Random, depth: int = 3) -> Expression:
    kind = chance.choice(("term", "all", "any", "but", "called")) if depth else "term"
    inner = [an_expression(chance, depth - 1) for _ in range(2)] if depth else []
    match kind:
        case "all":
            return AllOf(tuple(inner))
        case "any":
            return AnyOf(tuple(inner))
        case "but":
            return But(*inner)
        case "called":
            return Called(chance.choice(WORDS))
    return chance.choice(WORDS)


def test_any_question_has_the_same_answer(served: Session, sqlite: Session) -> None:
    chance = random.Random(5)
    stock = [
        (doc << 33, terms(*(chance.sample(WORDS, chance.randint(0, 3)) for _ in range(3))))
        for doc in range(1, 60)
    ]
    for session, index in ((served, TsVector()), (sqlite, Fts5())):
        index.put(session, stock)
        index.take_out(session, stock[::3])
    questions = [an_expression(chance) for _ in range(300)]
    answers = [found(sqlite, Fts5(), question) for question in questions]
    assert [found(served, TsVector(), question) for question in questions] == answers
    assert sum(map(bool, answers)) > 200


def test_a_term_that_is_elsewhere_is_not_in_what_it_is_called(served: Session) -> None:
    index = TsVector()
    index.put(served, [(1, terms(["tea"], ["cup"], ["leaf"]))])
    assert [found(served, index, Called(word)) for word in ("tea", "cup", "leaf")] == [[1], [], []]
    assert [found(served, index, word) for word in ("tea", "cup", "leaf")] == [[1], [1], [1]]


@pytest.mark.parametrize("term", ["o'", "back\\slash", "a&!b", ":*", "'"])
def test_no_term_is_taken_for_an_operator(served: Session, term: str) -> None:
    index = TsVector()
    index.put(served, [(2, terms([term]))])
    assert found(served, index, Called(term)) == [2]
    index.take_out(served, [(2, terms([term]))])
    assert found(served, index, term) == []
