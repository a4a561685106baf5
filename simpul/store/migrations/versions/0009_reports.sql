CREATE TABLE simpul.report_count (
    name TEXT NOT NULL,
    month TEXT NOT NULL,
    kecamatan TEXT NOT NULL,
    part TEXT NOT NULL,
    measure TEXT NOT NULL,
    days INTEGER NOT NULL,
    counted BIGINT DEFAULT '0' NOT NULL,
    PRIMARY KEY (name, month, kecamatan, part, measure, days)
);
CREATE TABLE simpul.report_kept (
    name TEXT NOT NULL,
    month TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    took FLOAT NOT NULL,
    PRIMARY KEY (name, month)
);
