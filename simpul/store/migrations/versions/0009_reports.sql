CREATE TABLE simpul.report_service (
    month TEXT NOT NULL,
    kecamatan TEXT NOT NULL,
    service TEXT NOT NULL,
    workdays INTEGER NOT NULL,
    documents BIGINT DEFAULT '0' NOT NULL,
    PRIMARY KEY (month, kecamatan, service, workdays)
);
CREATE TABLE simpul.report_kept (
    name TEXT NOT NULL,
    month TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (name, month)
);
