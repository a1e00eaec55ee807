-- What the user said of guided checks: the case of a place where only they can look.
CREATE TABLE answers (
    subject TEXT NOT NULL REFERENCES subjects ON DELETE CASCADE,
    check_id TEXT NOT NULL,
    said TEXT NOT NULL,
    said_on TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (subject, check_id)
) STRICT;
