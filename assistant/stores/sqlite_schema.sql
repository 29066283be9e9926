-- The shop's terms and which catalogue the tables hold.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);

-- What is no longer listed stays, so that carts and orders can still name it.
CREATE TABLE products (
    id TEXT PRIMARY KEY,
    listed INTEGER NOT NULL DEFAULT 1,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    name TEXT NOT NULL,
    aliases TEXT NOT NULL,
    brand TEXT NOT NULL,
    category TEXT NOT NULL,
    description TEXT NOT NULL,
    content TEXT NOT NULL,
    options TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    stock INTEGER CHECK (stock >= 0)
);

CREATE VIRTUAL TABLE product_words USING fts5 (
    product_id UNINDEXED, name, aliases, brand, category, title, description, options,
    tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE carts (id TEXT PRIMARY KEY, created_at REAL NOT NULL);

CREATE TABLE cart_lines (
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    variant_id TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (cart_id, variant_id)
);

CREATE TABLE checkouts (
    id TEXT PRIMARY KEY,
    cart_id TEXT NOT NULL REFERENCES carts (id),
    quote TEXT NOT NULL,
    created_at REAL NOT NULL
);

-- One checkout gives one order at most, whatever the program does.
CREATE TABLE orders (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    checkout_id TEXT NOT NULL UNIQUE REFERENCES checkouts (id),
    status TEXT NOT NULL,
    lines TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    placed_at REAL NOT NULL,
    due_at REAL NOT NULL,
    by_day INTEGER NOT NULL
);

-- What was answered to a key. The request, which may hold a payment token, is here only as its hash.
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    operation TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at REAL NOT NULL
);

CREATE INDEX idempotency_by_age ON idempotency (answered_at);
