-- A person who is audited; everything about them goes with this row.
CREATE TABLE subjects (
    id TEXT PRIMARY KEY,
    added TEXT NOT NULL
) STRICT;

-- Digests of what one person alone has: two subjects that share one are one person to the ledger.
CREATE TABLE known_by (
    subject TEXT NOT NULL REFERENCES subjects ON DELETE CASCADE,
    digest BLOB NOT NULL,
    PRIMARY KEY (digest, subject)
) STRICT;

CREATE TABLE keys (
    name TEXT PRIMARY KEY,
    secret BLOB NOT NULL
) STRICT;

-- The profile that `init` made, as TOML.
CREATE TABLE profiles (
    subject TEXT PRIMARY KEY REFERENCES subjects ON DELETE CASCADE,
    text TEXT NOT NULL,
    kept TEXT NOT NULL
) STRICT;

-- The answers of an interview that was stopped.
CREATE TABLE drafts (
    name TEXT PRIMARY KEY,
    answers TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL REFERENCES subjects ON DELETE CASCADE,
    started TEXT NOT NULL,
    finished TEXT,
    state TEXT NOT NULL CHECK (state IN ('running', 'unfinished', 'finished')),
    person BLOB NOT NULL,
    choices BLOB NOT NULL,
    outcome BLOB
) STRICT;
CREATE INDEX runs_by_subject ON runs (subject, started);

CREATE TABLE attempts (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    check_id TEXT NOT NULL,
    ended BLOB NOT NULL,
    PRIMARY KEY (run, check_id)
) STRICT;

CREATE TABLE findings (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    finding BLOB NOT NULL,
    PRIMARY KEY (run, position)
) STRICT;

-- The life of a finding over the runs.
CREATE TABLE cases (
    subject TEXT NOT NULL REFERENCES subjects ON DELETE CASCADE,
    finding TEXT NOT NULL,
    state TEXT NOT NULL,
    first_run TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (subject, finding)
) STRICT;

-- What each recipient was ever meant to get: the rule that keeps name and contacts apart reads this.
CREATE TABLE meant (
    subject TEXT NOT NULL REFERENCES subjects ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    fact TEXT NOT NULL,
    PRIMARY KEY (subject, recipient, fact)
) STRICT;

CREATE TABLE disclosures (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    check_id TEXT NOT NULL,
    host TEXT NOT NULL,
    facts TEXT NOT NULL,
    time TEXT NOT NULL,
    PRIMARY KEY (run, check_id, host, facts)
) STRICT;

CREATE TABLE hosts (
    run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    host TEXT NOT NULL,
    PRIMARY KEY (run, host)
) STRICT;

-- A token bucket and a daily count for each source, shared by all processes.
CREATE TABLE quotas (
    source TEXT PRIMARY KEY,
    tokens REAL NOT NULL,
    filled REAL NOT NULL,
    day TEXT NOT NULL,
    used INTEGER NOT NULL
) STRICT;

CREATE TABLE proofs (
    check_id TEXT PRIMARY KEY,
    proved TEXT NOT NULL,
    works INTEGER NOT NULL
) STRICT;

-- Pages as received: at most 7 days, unless pinned as evidence.
CREATE TABLE responses (
    key BLOB NOT NULL,
    subject TEXT NOT NULL REFERENCES subjects ON DELETE CASCADE,
    response BLOB NOT NULL,
    retrieved TEXT NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subject, key)
) STRICT;

-- Identities (age) of this user, with which sealed files are opened.
CREATE TABLE identities (
    recipient TEXT PRIMARY KEY,
    secret TEXT NOT NULL,
    made TEXT NOT NULL
) STRICT;
