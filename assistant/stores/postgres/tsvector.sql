-- The index of the search in PostgreSQL. What the tables are for is told with those of SQLite.
CREATE TABLE search_entries (
    doc BIGINT PRIMARY KEY,
    called TEXT NOT NULL,
    brand TEXT NOT NULL,
    kind TEXT NOT NULL
);

CREATE TABLE search_terms (doc BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL);

-- Each product is indexed at once: with a list of what is still to be, every search would go through that list.
CREATE INDEX search_terms_by_term ON search_terms USING gin (terms) WITH (fastupdate = off);

CREATE TABLE search_vocabulary (
    term TEXT COLLATE "C" PRIMARY KEY,
    products BIGINT NOT NULL,
    sound TEXT COLLATE "C" NOT NULL,
    parts TEXT NOT NULL
);

CREATE INDEX search_vocabulary_by_sound ON search_vocabulary (sound, term) WHERE sound <> '';

CREATE TABLE search_slips (slip TEXT COLLATE "C", term TEXT COLLATE "C", PRIMARY KEY (slip, term));

CREATE TABLE search_meanings (doc BIGINT PRIMARY KEY, vector {blob} NOT NULL);
