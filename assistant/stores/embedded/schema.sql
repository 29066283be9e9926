-- One vocabulary for SQLite and PostgreSQL. {serial} is a row's number, {clustered} says that rows lie in the
-- order of their key; amounts of money are minor units, times are seconds since 1970, lists and tables within a column are JSON.

-- The schema's version, the shop's terms and which catalogue the tables hold.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);

-- Numbers that are given one after the other: of orders, of events, of imports.
CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL);

-- --- the shelves

CREATE TABLE categories (
    number {serial},
    -- The names from the root on, folded: "food > dairy > milk".
    id TEXT NOT NULL UNIQUE,
    parent BIGINT REFERENCES categories (number),
    name TEXT NOT NULL,
    aliases TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX categories_by_parent ON categories (parent);

-- What is no longer listed stays, so that carts and orders can still name it.
CREATE TABLE products (
    number {serial},
    id TEXT NOT NULL UNIQUE,
    listed BOOLEAN NOT NULL,
    -- The import that had it last.
    mark BIGINT NOT NULL,
    title TEXT NOT NULL,
    name TEXT NOT NULL,
    aliases TEXT NOT NULL,
    brand TEXT NOT NULL,
    category BIGINT REFERENCES categories (number),
    description TEXT NOT NULL,
    content TEXT NOT NULL,
    -- The same in g, ml, m, m2 or pieces.
    amount DOUBLE PRECISION,
    measure TEXT,
    pieces INTEGER NOT NULL,
    options TEXT NOT NULL,
    rating DOUBLE PRECISION,
    ratings BIGINT NOT NULL,
    handling_days INTEGER NOT NULL,
    return_days INTEGER,
    -- Review, disclosures, link and image; empty where there are none.
    details TEXT NOT NULL
);
CREATE INDEX products_by_category ON products (category);

-- What has a price and stock of its own; every product has at least one. The first is the plain one.
CREATE TABLE variants (
    number {serial},
    id TEXT NOT NULL UNIQUE,
    product BIGINT NOT NULL REFERENCES products (number),
    position INTEGER NOT NULL,
    options TEXT NOT NULL,
    -- Its size as said and in the product's measure, where it is another than the product's.
    content TEXT NOT NULL,
    amount DOUBLE PRECISION,
    currency TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    -- Since when the price holds.
    priced_at DOUBLE PRECISION NOT NULL,
    sale_price BIGINT CHECK (sale_price >= 0),
    sale_from DOUBLE PRECISION,
    sale_until DOUBLE PRECISION,
    -- What nobody holds; NULL where the shop does not count.
    stock BIGINT CHECK (stock >= 0),
    availability TEXT NOT NULL,
    gtin TEXT NOT NULL,
    multi_quantity INTEGER,
    multi_price BIGINT
);
CREATE INDEX variants_by_product ON variants (product, position);

-- Prices that no longer hold.
CREATE TABLE price_history (
    variant BIGINT NOT NULL REFERENCES variants (number),
    since DOUBLE PRECISION NOT NULL,
    price BIGINT NOT NULL,
    PRIMARY KEY (variant, since)
) {clustered};

CREATE TABLE attributes (
    product BIGINT NOT NULL REFERENCES products (number),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    number DOUBLE PRECISION,
    unit TEXT NOT NULL,
    PRIMARY KEY (product, place)
) {clustered};

-- Substitutes and what is bought together; `other` is an id of a product that there may not be.
CREATE TABLE relations (
    product BIGINT NOT NULL REFERENCES products (number),
    relation TEXT NOT NULL,
    place INTEGER NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (product, relation, place)
) {clustered};

-- --- from the cart to the order

CREATE TABLE carts (id TEXT PRIMARY KEY, created_at DOUBLE PRECISION NOT NULL);

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
    -- What was chosen, and the quote as it was told.
    choices TEXT NOT NULL,
    quote TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX checkouts_by_cart ON checkouts (cart_id, status);

-- Where its parcels go: nothing else tells it. Forgotten by itself, unless the checkout has become an order.
CREATE TABLE addresses (
    checkout_id TEXT PRIMARY KEY REFERENCES checkouts (id),
    -- NULL for those of orders.
    expires_at DOUBLE PRECISION,
    document TEXT NOT NULL
);
CREATE INDEX addresses_by_age ON addresses (expires_at);

-- What is held for a checkout: pieces of a variant, a place in a window, a use of a coupon.
CREATE TABLE holds (
    checkout_id TEXT NOT NULL REFERENCES checkouts (id),
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    expires_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (checkout_id, kind, item)
);
CREATE INDEX holds_by_age ON holds (expires_at);

-- How often something of which there is only so much was taken or is held: windows, coupons.
CREATE TABLE uses (
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    taken BIGINT NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (kind, item)
);

-- One checkout gives one order at most, whatever the program does.
CREATE TABLE orders (
    sequence BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    checkout_id TEXT NOT NULL UNIQUE REFERENCES checkouts (id),
    placed_at DOUBLE PRECISION NOT NULL,
    -- When the carrier or a return has something new; NULL where nothing more is to come.
    next_at DOUBLE PRECISION,
    document TEXT NOT NULL
);
CREATE INDEX orders_by_next ON orders (next_at);
CREATE INDEX orders_by_time ON orders (placed_at);

CREATE TABLE events (
    sequence BIGINT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    event TEXT NOT NULL
);
CREATE INDEX events_by_order ON events (order_id);

-- --- money

CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    checkout_id TEXT NOT NULL REFERENCES checkouts (id),
    order_id TEXT NOT NULL,
    -- begun, authorised, declined or abandoned.
    state TEXT NOT NULL,
    -- Its id at the payment service; empty until that has answered.
    reference TEXT NOT NULL,
    -- The key of the request to place the order.
    key TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- What the order is going to be; empty once it is one.
    draft TEXT NOT NULL,
    begun_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX payments_by_checkout ON payments (checkout_id, state);
CREATE INDEX payments_by_state ON payments (state, begun_at);
CREATE INDEX payments_by_order ON payments (order_id);

-- What the payment service is still to be told, in order; each with its id as the key, until it is done.
CREATE TABLE payment_tasks (
    sequence BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    -- capture, refund or void.
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    -- What a refund is for.
    adjustment_id TEXT NOT NULL,
    -- pending, done or failed.
    state TEXT NOT NULL,
    due_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX payment_tasks_by_state ON payment_tasks (state, due_at);

-- The books of the embedded payment service, which the store does not look into.
CREATE TABLE gateway_payments (id TEXT PRIMARY KEY, payment TEXT NOT NULL);
CREATE TABLE gateway_answers (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    answer TEXT NOT NULL
);

-- What was answered to a key. The request, which may hold a payment token, is here only as its hash.
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    operation TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX idempotency_by_age ON idempotency (answered_at);
