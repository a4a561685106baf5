CREATE TABLE simpul.unit (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    office TEXT NOT NULL,
    kecamatan TEXT[] DEFAULT '{}' NOT NULL,
    PRIMARY KEY (code),
    CONSTRAINT office_known CHECK (office in ('WD', 'DK', 'PT', 'SP', 'IN', 'KC'))
);
CREATE TABLE simpul.person (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    roles TEXT[] DEFAULT '{}' NOT NULL,
    password TEXT,
    password_at TIMESTAMP WITH TIME ZONE,
    failures INTEGER DEFAULT '0' NOT NULL,
    locked_until TIMESTAMP WITH TIME ZONE,
    language TEXT DEFAULT 'id' NOT NULL,
    theme TEXT DEFAULT 'system' NOT NULL,
    shortcuts BOOLEAN DEFAULT 'true' NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE,
    previous_visit_at TIMESTAMP WITH TIME ZONE,
    issuer TEXT,
    subject TEXT,
    email TEXT,
    added_by TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT username_once UNIQUE (username),
    CONSTRAINT subject_once UNIQUE (issuer, subject),
    CONSTRAINT username_plain CHECK (username ~ '^[a-z][a-z0-9._-]{1,39}$' and username !~ '[0-9]{16}'),
    CONSTRAINT roles_known CHECK (roles <@ array['viewer', 'operator', 'case_officer', 'approver', 'auditor', 'dpo', 'admin']),
    CONSTRAINT name_given CHECK (btrim(name) <> ''),
    CONSTRAINT issuer_with_subject CHECK ((issuer is null) = (subject is null)),
    CONSTRAINT language_known CHECK (language in ('id', 'en')),
    CONSTRAINT theme_known CHECK (theme in ('system', 'light', 'dark')),
    FOREIGN KEY(unit) REFERENCES simpul.unit (code)
);
CREATE UNIQUE INDEX person_email ON simpul.person (lower(email)) WHERE email is not null;
CREATE TABLE simpul.session (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_id BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    agent TEXT DEFAULT '' NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_because TEXT,
    PRIMARY KEY (id),
    CONSTRAINT session_digest UNIQUE (digest),
    FOREIGN KEY(person_id) REFERENCES simpul.person (id)
);
CREATE INDEX session_open ON simpul.session (person_id) WHERE ended_at is null;
CREATE TABLE simpul.invitation (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_id BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT invitation_digest UNIQUE (digest),
    FOREIGN KEY(person_id) REFERENCES simpul.person (id)
);
CREATE INDEX invitation_open ON simpul.invitation (person_id) WHERE used_at is null and ended_at is null;
CREATE TABLE simpul.signin_address (
    address TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    failures INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (address)
);
INSERT INTO simpul.unit (code, name, office, kecamatan) VALUES
    ('WD', 'Walidata, Dinas Kominfo', 'WD', '{}'),
    ('DK', 'Dinas Kependudukan dan Pencatatan Sipil', 'DK', '{}'),
    ('PT', 'DPMPTSP, pelayanan terpadu satu pintu', 'PT', '{}'),
    ('SP', 'Pejabat penghubung SP4N-LAPOR!', 'SP', '{}'),
    ('IN', 'Inspektorat', 'IN', '{}'),
    ('KC-127101', 'Kantor Kecamatan Medan Kota', 'KC', '{127101}'),
    ('KC-127102', 'Kantor Kecamatan Medan Sunggal', 'KC', '{127102}'),
    ('KC-127103', 'Kantor Kecamatan Medan Helvetia', 'KC', '{127103}'),
    ('KC-127104', 'Kantor Kecamatan Medan Denai', 'KC', '{127104}'),
    ('KC-127105', 'Kantor Kecamatan Medan Barat', 'KC', '{127105}'),
    ('KC-127106', 'Kantor Kecamatan Medan Deli', 'KC', '{127106}'),
    ('KC-127107', 'Kantor Kecamatan Medan Tuntungan', 'KC', '{127107}'),
    ('KC-127108', 'Kantor Kecamatan Medan Belawan', 'KC', '{127108}'),
    ('KC-127109', 'Kantor Kecamatan Medan Amplas', 'KC', '{127109}'),
    ('KC-127110', 'Kantor Kecamatan Medan Area', 'KC', '{127110}'),
    ('KC-127111', 'Kantor Kecamatan Medan Johor', 'KC', '{127111}'),
    ('KC-127112', 'Kantor Kecamatan Medan Marelan', 'KC', '{127112}'),
    ('KC-127113', 'Kantor Kecamatan Medan Labuhan', 'KC', '{127113}'),
    ('KC-127114', 'Kantor Kecamatan Medan Tembung', 'KC', '{127114}'),
    ('KC-127115', 'Kantor Kecamatan Medan Maimun', 'KC', '{127115}'),
    ('KC-127116', 'Kantor Kecamatan Medan Polonia', 'KC', '{127116}'),
    ('KC-127117', 'Kantor Kecamatan Medan Baru', 'KC', '{127117}'),
    ('KC-127118', 'Kantor Kecamatan Medan Perjuangan', 'KC', '{127118}'),
    ('KC-127119', 'Kantor Kecamatan Medan Petisah', 'KC', '{127119}'),
    ('KC-127120', 'Kantor Kecamatan Medan Timur', 'KC', '{127120}'),
    ('KC-127121', 'Kantor Kecamatan Medan Selayang', 'KC', '{127121}');
