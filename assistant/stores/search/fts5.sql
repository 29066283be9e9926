-- The index of the search in SQLite.

-- What is ranked. The popular have the low numbers: the first that have a common word are those that most people mean.
CREATE TABLE search_entries (
    doc INTEGER PRIMARY KEY,
    called TEXT NOT NULL,
    brand TEXT NOT NULL,
    kind TEXT NOT NULL
);

-- Terms are cut, folded and parted by spaces before they come here.
CREATE VIRTUAL TABLE search_terms USING fts5(
    called, kind, about, content = '', columnsize = 0, detail = column, tokenize = 'ascii'
);

-- Every term, how many products have it, and what it sounds like. Joined ones with their parts.
CREATE TABLE search_vocabulary (
    term TEXT PRIMARY KEY,
    products INTEGER NOT NULL,
    sound TEXT NOT NULL,
    parts TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX search_vocabulary_by_sound ON search_vocabulary (sound, term) WHERE sound <> '';

-- Each term without one of its letters: two terms that share such a form are a slip apart.
CREATE TABLE search_slips (slip TEXT NOT NULL, term TEXT NOT NULL, PRIMARY KEY (slip, term)) WITHOUT ROWID;

-- What products mean, as vectors of signed bytes. Empty without the model.
CREATE TABLE search_meanings (doc INTEGER PRIMARY KEY, vector {blob} NOT NULL);
