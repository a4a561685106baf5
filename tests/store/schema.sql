CREATE ROLE simpul_city NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE;
CREATE ROLE simpul_officer NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE;
CREATE ROLE simpul_rule NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE;
CREATE ROLE simpul_whole NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE;

CREATE SCHEMA history;

CREATE SCHEMA mirror;

CREATE SCHEMA rule;

COMMENT ON SCHEMA rule IS '<stamp>';

CREATE SCHEMA seen;

CREATE SCHEMA simpul;

COMMENT ON SCHEMA simpul IS '<stamp>';

CREATE FUNCTION rule.awal_hari_kerja(number integer) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((('{<days>}'::date[])[number])::timestamp without time zone AT TIME ZONE 'Asia/Jakarta'::text);

CREATE FUNCTION rule.bangunkan(rule_sql text, most bigint) RETURNS TABLE(subject_id text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_temp', 'pg_catalog'
    AS $$
begin
    return query execute
        'select r.subject_id::text from (' || rule_sql || E'\n) as r where r.subject_id is not null limit ' || most;
end
$$;

CREATE FUNCTION rule.nomor_hari(a timestamp with time zone) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (a IS NOT NULL) THEN ('{<days>}'::integer[])[(LEAST(GREATEST((((a AT TIME ZONE 'Asia/Jakarta'::text))::date - '2015-01-01'::date), 0), <last>) + 1)] ELSE NULL::integer END;

CREATE FUNCTION rule.batas_hari_kerja(a timestamp with time zone, n integer) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (rule.awal_hari_kerja((rule.nomor_hari(a) + n)) + '1 day'::interval);

CREATE FUNCTION rule.hari_kerja_antara(a timestamp with time zone, b timestamp with time zone) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (rule.nomor_hari(b) - rule.nomor_hari(a));

CREATE FUNCTION rule.jalankan(rule_sql text, most bigint) RETURNS TABLE(subject_id text, key text, evidence jsonb, next_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_temp', 'pg_catalog'
    AS $$
begin
    return query execute
        'select r.subject_id::text, r.key::text, r.evidence::jsonb, r.next_at::timestamptz from (' || rule_sql
        || E'\n) as r limit ' || most;
end
$$;

CREATE FUNCTION rule.memuat_nik(words text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((words ~ '[0-9]{16}'::text) AND (words ~ '(?<![0-9])[1-9][0-9]{5}(?:(?:0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])(?:0[13578]|1[02])[0-9]{2}|(?:0[1-9]|[12][0-9]|30|4[1-9]|[56][0-9]|70)(?:0[469]|11)[0-9]{2}|(?:0[1-9]|1[0-9]|2[0-8]|4[1-9]|5[0-9]|6[0-8])02[0-9]{2}|(?:29|69)02(?:[02468][048]|[13579][26]))(?!0000)[0-9]{4}(?![0-9])'::text));

CREATE FUNCTION rule.memuat_telepon(words text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((words ~ '8[0-9]'::text) AND (words ~ '(?<![0-9])(?:\+?62|0)8(?:[0-9]{8,11}|[0-9]{1,2}-[0-9]{3,4}-[0-9]{3,5})(?!-?[0-9])'::text));

CREATE FUNCTION rule.nik_sah(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (value ~ '^[1-9][0-9]{5}(?:(?:0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])(?:0[13578]|1[02])[0-9]{2}|(?:0[1-9]|[12][0-9]|30|4[1-9]|[56][0-9]|70)(?:0[469]|11)[0-9]{2}|(?:0[1-9]|1[0-9]|2[0-8]|4[1-9]|5[0-9]|6[0-8])02[0-9]{2}|(?:29|69)02(?:[02468][048]|[13579][26]))(?!0000)[0-9]{4}$'::text);

CREATE FUNCTION rule.sekarang() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE((NULLIF(current_setting('simpul.now'::text, true), ''::text))::timestamp with time zone, statement_timestamp());

CREATE FUNCTION rule.sesudah_hari_kerja(a timestamp with time zone, n integer) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rule.awal_hari_kerja(((rule.nomor_hari(a) + n) + 1));

CREATE FUNCTION rule.waktu_versi(version text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN (version ~~ '____-__-__T%'::text) THEN (version)::timestamp with time zone ELSE NULL::timestamp with time zone END;

CREATE FUNCTION simpul.agrees(approver text, allowed text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        not exists (select from simpul.person as p where p.ended_at is null)
        or exists (
            select from simpul.person as p
            where p.username = lower(btrim(approver)) and p.ended_at is null and p.roles && allowed
        )
$$;

CREATE FUNCTION simpul.by_another() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    proposer text := to_jsonb(new) ->> tg_argv[0];
    approver text := to_jsonb(new) ->> tg_argv[1];
    since timestamptz := coalesce((to_jsonb(new) ->> tg_argv[2])::timestamptz, clock_timestamp());
    allowed text[] := case tg_table_name when 'account_change' then array['approver', 'admin'] else array['approver'] end;
begin
    if tg_op = 'UPDATE' then
        if to_jsonb(old) ->> tg_argv[0] = proposer and to_jsonb(old) ->> tg_argv[1] = approver then
            return new;
        end if;
    end if;
    if simpul.hindrance(proposer, approver, since) is not null then
        raise exception using
            errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
            constraint = 'approver_is_another', message = 'the approver is the proposer, or stands in for them';
    end if;
    if not simpul.agrees(approver, allowed) then
        raise exception using
            errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
            constraint = 'approver_in_office', message = 'the approver is no account in office that may approve';
    end if;
    return new;
end
$$;

CREATE FUNCTION simpul.hands(who text, since timestamp with time zone, absences boolean) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 4
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with recursive absence (one, other) as materialized (
        select lower(btrim(d.actor)), lower(btrim(d.stand_in))
        from simpul.delegation as d
        where
            absences
            and d.starts <= (clock_timestamp() at time zone 'Asia/Jakarta')::date
            and d.ends >= (since at time zone 'Asia/Jakarta')::date
            and (
                d.ended_at is null
                or (d.ended_at at time zone 'Asia/Jakarta')::date >= (since at time zone 'Asia/Jakarta')::date
            )
    ),
    hand (name) as (
        select lower(btrim(who))
        union
        select near.name
        from hand
        cross join lateral (
            select a.other as name from absence as a where a.one = hand.name
            union all
            select a.one from absence as a where a.other = hand.name
            union all
            select p.same_as from simpul.person as p where p.username = hand.name and p.same_as is not null
            union all
            select p.username from simpul.person as p where p.same_as = hand.name
            union all
            select q.username
            from simpul.person as p
            inner join simpul.person as q on q.mailbox = p.mailbox
            where p.username = hand.name
            union all
            select b.username
            from simpul.os_account as a
            inner join simpul.os_account as b on b.os_user = a.os_user
            where
                a.username = hand.name and (a.ended_at is null or a.ended_at >= since)
                and (b.ended_at is null or b.ended_at >= since)
            union all
            -- Before there were accounts the user of the server acted under its own name.
            select case when a.username = hand.name then lower(a.os_user) else a.username end
            from simpul.os_account as a
            where hand.name in (a.username, lower(a.os_user)) and (a.ended_at is null or a.ended_at >= since)
        ) as near
    )
    select name from hand
$$;

CREATE FUNCTION simpul.hindrance(proposer text, approver text, since timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select case
        when lower(btrim(approver)) in (select simpul.hands(proposer, since, false)) then 'same'
        when lower(btrim(approver)) in (select simpul.hands(proposer, since, true)) then 'stand_in'
    end
$$;

CREATE FUNCTION simpul.mailbox(email text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    select case
        when plain ~ '@(gmail|googlemail)[.]com$' then replace(split_part(plain, '@', 1), '.', '') || '@gmail.com'
        else plain
    end
    from (
        select regexp_replace(regexp_replace(lower(normalize(email, NFKC)), '[+][^@]*@', '@'), '[.]+$', '') as plain
    ) as p
$_$;

CREATE FUNCTION simpul.proposal_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    before jsonb := to_jsonb(old);
    after jsonb := to_jsonb(new);
begin
    if before ->> tg_argv[1] is null and (
        before ->> tg_argv[0] <> after ->> tg_argv[0]
        or (before ->> tg_argv[2])::timestamptz < (after ->> tg_argv[2])::timestamptz
    ) then
        raise exception using
            errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
            constraint = 'proposal_stays', message = 'who proposed, and since when, does not change';
    end if;
    return new;
end
$$;

CREATE TABLE history.antrean_cetak (
    system text NOT NULL,
    key text NOT NULL,
    nomor_antrean text,
    nomor_berkas text,
    nik text,
    status text,
    masuk_pada timestamp with time zone,
    dicetak_pada timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.berkas_masuk (
    system text NOT NULL,
    key text NOT NULL,
    nomor_berkas text,
    nik text,
    no_kk text,
    nama_lengkap text,
    tanggal_lahir date,
    jenis_kelamin text,
    rt text,
    rw text,
    kode_kelurahan text,
    no_hp text,
    jenis_layanan text,
    diterima_pada timestamp with time zone,
    petugas text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.keluarga (
    system text NOT NULL,
    key text NOT NULL,
    no_kk text,
    nik_kepala text,
    nama_kepala text,
    alamat text,
    rt text,
    rw text,
    lingkungan text,
    kode_kelurahan text,
    kode_pos text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.penduduk (
    system text NOT NULL,
    key text NOT NULL,
    nik text,
    no_kk text,
    nama_lengkap text,
    tempat_lahir text,
    tanggal_lahir date,
    jenis_kelamin text,
    agama text,
    golongan_darah text,
    status_kawin text,
    hubungan_keluarga text,
    pendidikan text,
    pekerjaan text,
    nama_ibu text,
    nama_ayah text,
    alamat text,
    rt text,
    rw text,
    lingkungan text,
    kode_kelurahan text,
    status_hidup text,
    ktp_el_status text,
    no_hp text,
    email text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.pengaduan (
    system text NOT NULL,
    key text NOT NULL,
    id_pengaduan text,
    nomor_tiket text,
    judul text,
    isi text,
    klasifikasi text,
    kategori text,
    status text,
    anonim boolean,
    rahasia boolean,
    nama_pelapor text,
    no_hp_pelapor text,
    email_pelapor text,
    instansi text,
    ditutup_oleh text,
    dibuat_pada timestamp with time zone,
    disposisi_pada timestamp with time zone,
    diubah_pada timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.peristiwa (
    system text NOT NULL,
    key text NOT NULL,
    id_peristiwa text,
    jenis text,
    nik text,
    tanggal_peristiwa date,
    nomor_dokumen text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.permohonan (
    system text NOT NULL,
    key text NOT NULL,
    nomor_permohonan text,
    id_pemohon text,
    nik text,
    jenis_layanan text,
    tahap text,
    kanal text,
    kode_kecamatan text,
    biaya bigint,
    diajukan_pada timestamp with time zone,
    selesai_pada timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.persyaratan (
    system text NOT NULL,
    key text NOT NULL,
    id_persyaratan text,
    nomor_permohonan text,
    dokumen text,
    nomor_dokumen text,
    tanggal_dokumen date,
    status text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.serah_terima (
    system text NOT NULL,
    key text NOT NULL,
    nomor_serah text,
    nomor_berkas text,
    nik text,
    jenis text,
    diserahkan_pada timestamp with time zone,
    penerima text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.stok_blangko (
    system text NOT NULL,
    key text NOT NULL,
    tanggal date,
    lokasi text,
    jenis text,
    stok_awal bigint,
    masuk bigint,
    terpakai bigint,
    rusak bigint,
    stok_akhir bigint,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.tahapan (
    system text NOT NULL,
    key text NOT NULL,
    id_tahapan text,
    nomor_permohonan text,
    tahap text,
    waktu timestamp with time zone,
    petugas text,
    catatan text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.tindak_lanjut (
    system text NOT NULL,
    key text NOT NULL,
    id_tindak_lanjut text,
    id_pengaduan text,
    isi text,
    instansi text,
    jenis text,
    waktu timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE history.verifikasi (
    system text NOT NULL,
    key text NOT NULL,
    nik text,
    kode_respon text,
    hasil_nik text,
    hasil_nama text,
    hasil_tanggal_lahir text,
    hasil_jenis_kelamin text,
    hasil_no_kk text,
    skor_nama bigint,
    diperiksa_pada timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    replaced_by_run bigint NOT NULL
);

CREATE TABLE mirror.antrean_cetak (
    system text NOT NULL,
    key text NOT NULL,
    nomor_antrean text,
    nomor_berkas text,
    nik text,
    status text,
    masuk_pada timestamp with time zone,
    dicetak_pada timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT antrean_cetak_nik_check CHECK (((octet_length(nik) = 16) AND (nik !~ '[^0-9]'::text)))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT antrean_cetak_nik_check ON mirror.antrean_cetak IS 'octet_length(nik) = 16 and nik !~ ''[^0-9]''';

CREATE TABLE mirror.berkas_masuk (
    system text NOT NULL,
    key text NOT NULL,
    nomor_berkas text,
    nik text,
    no_kk text,
    nama_lengkap text,
    tanggal_lahir date,
    jenis_kelamin text,
    rt text,
    rw text,
    kode_kelurahan text,
    no_hp text,
    jenis_layanan text,
    diterima_pada timestamp with time zone,
    petugas text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT berkas_masuk_kode_kelurahan_check CHECK (((octet_length(kode_kelurahan) = 10) AND (kode_kelurahan !~ '[^0-9]'::text) AND (substr(kode_kelurahan, 7, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text])))),
    CONSTRAINT berkas_masuk_nik_check CHECK (((octet_length(nik) = 16) AND (nik !~ '[^0-9]'::text))),
    CONSTRAINT berkas_masuk_no_kk_check CHECK (((octet_length(no_kk) = 16) AND (no_kk !~ '[^0-9]'::text))),
    CONSTRAINT berkas_masuk_rt_check CHECK (((octet_length(rt) = 3) AND (rt !~ '[^0-9]'::text))),
    CONSTRAINT berkas_masuk_rw_check CHECK (((octet_length(rw) = 3) AND (rw !~ '[^0-9]'::text)))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT berkas_masuk_kode_kelurahan_check ON mirror.berkas_masuk IS 'octet_length(kode_kelurahan) = 10 and kode_kelurahan !~ ''[^0-9]'' and substr(kode_kelurahan, 7, 1) in (''1'', ''2'', ''3'')';

COMMENT ON CONSTRAINT berkas_masuk_nik_check ON mirror.berkas_masuk IS 'octet_length(nik) = 16 and nik !~ ''[^0-9]''';

COMMENT ON CONSTRAINT berkas_masuk_no_kk_check ON mirror.berkas_masuk IS 'octet_length(no_kk) = 16 and no_kk !~ ''[^0-9]''';

COMMENT ON CONSTRAINT berkas_masuk_rt_check ON mirror.berkas_masuk IS 'octet_length(rt) = 3 and rt !~ ''[^0-9]''';

COMMENT ON CONSTRAINT berkas_masuk_rw_check ON mirror.berkas_masuk IS 'octet_length(rw) = 3 and rw !~ ''[^0-9]''';

CREATE TABLE mirror.keluarga (
    system text NOT NULL,
    key text NOT NULL,
    no_kk text,
    nik_kepala text,
    nama_kepala text,
    alamat text,
    rt text,
    rw text,
    lingkungan text,
    kode_kelurahan text,
    kode_pos text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT keluarga_kode_kelurahan_check CHECK (((octet_length(kode_kelurahan) = 10) AND (kode_kelurahan !~ '[^0-9]'::text) AND (substr(kode_kelurahan, 7, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text])))),
    CONSTRAINT keluarga_kode_pos_check CHECK (((octet_length(kode_pos) = 5) AND (kode_pos !~ '[^0-9]'::text))),
    CONSTRAINT keluarga_nik_kepala_check CHECK (((octet_length(nik_kepala) = 16) AND (nik_kepala !~ '[^0-9]'::text))),
    CONSTRAINT keluarga_no_kk_check CHECK (((octet_length(no_kk) = 16) AND (no_kk !~ '[^0-9]'::text))),
    CONSTRAINT keluarga_rt_check CHECK (((octet_length(rt) = 3) AND (rt !~ '[^0-9]'::text))),
    CONSTRAINT keluarga_rw_check CHECK (((octet_length(rw) = 3) AND (rw !~ '[^0-9]'::text)))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT keluarga_kode_kelurahan_check ON mirror.keluarga IS 'octet_length(kode_kelurahan) = 10 and kode_kelurahan !~ ''[^0-9]'' and substr(kode_kelurahan, 7, 1) in (''1'', ''2'', ''3'')';

COMMENT ON CONSTRAINT keluarga_kode_pos_check ON mirror.keluarga IS 'octet_length(kode_pos) = 5 and kode_pos !~ ''[^0-9]''';

COMMENT ON CONSTRAINT keluarga_nik_kepala_check ON mirror.keluarga IS 'octet_length(nik_kepala) = 16 and nik_kepala !~ ''[^0-9]''';

COMMENT ON CONSTRAINT keluarga_no_kk_check ON mirror.keluarga IS 'octet_length(no_kk) = 16 and no_kk !~ ''[^0-9]''';

COMMENT ON CONSTRAINT keluarga_rt_check ON mirror.keluarga IS 'octet_length(rt) = 3 and rt !~ ''[^0-9]''';

COMMENT ON CONSTRAINT keluarga_rw_check ON mirror.keluarga IS 'octet_length(rw) = 3 and rw !~ ''[^0-9]''';

CREATE TABLE mirror.penduduk (
    system text NOT NULL,
    key text NOT NULL,
    nik text,
    no_kk text,
    nama_lengkap text,
    tempat_lahir text,
    tanggal_lahir date,
    jenis_kelamin text,
    agama text,
    golongan_darah text,
    status_kawin text,
    hubungan_keluarga text,
    pendidikan text,
    pekerjaan text,
    nama_ibu text,
    nama_ayah text,
    alamat text,
    rt text,
    rw text,
    lingkungan text,
    kode_kelurahan text,
    status_hidup text,
    ktp_el_status text,
    no_hp text,
    email text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT penduduk_kode_kelurahan_check CHECK (((octet_length(kode_kelurahan) = 10) AND (kode_kelurahan !~ '[^0-9]'::text) AND (substr(kode_kelurahan, 7, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text])))),
    CONSTRAINT penduduk_nik_check CHECK (((octet_length(nik) = 16) AND (nik !~ '[^0-9]'::text))),
    CONSTRAINT penduduk_no_kk_check CHECK (((octet_length(no_kk) = 16) AND (no_kk !~ '[^0-9]'::text))),
    CONSTRAINT penduduk_rt_check CHECK (((octet_length(rt) = 3) AND (rt !~ '[^0-9]'::text))),
    CONSTRAINT penduduk_rw_check CHECK (((octet_length(rw) = 3) AND (rw !~ '[^0-9]'::text)))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT penduduk_kode_kelurahan_check ON mirror.penduduk IS 'octet_length(kode_kelurahan) = 10 and kode_kelurahan !~ ''[^0-9]'' and substr(kode_kelurahan, 7, 1) in (''1'', ''2'', ''3'')';

COMMENT ON CONSTRAINT penduduk_nik_check ON mirror.penduduk IS 'octet_length(nik) = 16 and nik !~ ''[^0-9]''';

COMMENT ON CONSTRAINT penduduk_no_kk_check ON mirror.penduduk IS 'octet_length(no_kk) = 16 and no_kk !~ ''[^0-9]''';

COMMENT ON CONSTRAINT penduduk_rt_check ON mirror.penduduk IS 'octet_length(rt) = 3 and rt !~ ''[^0-9]''';

COMMENT ON CONSTRAINT penduduk_rw_check ON mirror.penduduk IS 'octet_length(rw) = 3 and rw !~ ''[^0-9]''';

CREATE TABLE mirror.pengaduan (
    system text NOT NULL,
    key text NOT NULL,
    id_pengaduan text,
    nomor_tiket text,
    judul text,
    isi text,
    klasifikasi text,
    kategori text,
    status text,
    anonim boolean,
    rahasia boolean,
    nama_pelapor text,
    no_hp_pelapor text,
    email_pelapor text,
    instansi text,
    ditutup_oleh text,
    dibuat_pada timestamp with time zone,
    disposisi_pada timestamp with time zone,
    diubah_pada timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone
)
WITH (fillfactor='90');

CREATE TABLE mirror.peristiwa (
    system text NOT NULL,
    key text NOT NULL,
    id_peristiwa text,
    jenis text,
    nik text,
    tanggal_peristiwa date,
    nomor_dokumen text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT peristiwa_nik_check CHECK (((octet_length(nik) = 16) AND (nik !~ '[^0-9]'::text)))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT peristiwa_nik_check ON mirror.peristiwa IS 'octet_length(nik) = 16 and nik !~ ''[^0-9]''';

CREATE TABLE mirror.permohonan (
    system text NOT NULL,
    key text NOT NULL,
    nomor_permohonan text,
    id_pemohon text,
    nik text,
    jenis_layanan text,
    tahap text,
    kanal text,
    kode_kecamatan text,
    biaya bigint,
    diajukan_pada timestamp with time zone,
    selesai_pada timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT permohonan_biaya_check CHECK ((biaya >= 0)),
    CONSTRAINT permohonan_kode_kecamatan_check CHECK (((octet_length(kode_kecamatan) = 6) AND (kode_kecamatan !~ '[^0-9]'::text))),
    CONSTRAINT permohonan_nik_check CHECK (((octet_length(nik) = 16) AND (nik !~ '[^0-9]'::text)))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT permohonan_biaya_check ON mirror.permohonan IS 'biaya >= 0';

COMMENT ON CONSTRAINT permohonan_kode_kecamatan_check ON mirror.permohonan IS 'octet_length(kode_kecamatan) = 6 and kode_kecamatan !~ ''[^0-9]''';

COMMENT ON CONSTRAINT permohonan_nik_check ON mirror.permohonan IS 'octet_length(nik) = 16 and nik !~ ''[^0-9]''';

CREATE TABLE mirror.persyaratan (
    system text NOT NULL,
    key text NOT NULL,
    id_persyaratan text,
    nomor_permohonan text,
    dokumen text,
    nomor_dokumen text,
    tanggal_dokumen date,
    status text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone
)
WITH (fillfactor='90');

CREATE TABLE mirror.serah_terima (
    system text NOT NULL,
    key text NOT NULL,
    nomor_serah text,
    nomor_berkas text,
    nik text,
    jenis text,
    diserahkan_pada timestamp with time zone,
    penerima text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT serah_terima_nik_check CHECK (((octet_length(nik) = 16) AND (nik !~ '[^0-9]'::text)))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT serah_terima_nik_check ON mirror.serah_terima IS 'octet_length(nik) = 16 and nik !~ ''[^0-9]''';

CREATE TABLE mirror.stok_blangko (
    system text NOT NULL,
    key text NOT NULL,
    tanggal date,
    lokasi text,
    jenis text,
    stok_awal bigint,
    masuk bigint,
    terpakai bigint,
    rusak bigint,
    stok_akhir bigint,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT stok_blangko_masuk_check CHECK ((masuk >= 0)),
    CONSTRAINT stok_blangko_rusak_check CHECK ((rusak >= 0)),
    CONSTRAINT stok_blangko_stok_akhir_check CHECK ((stok_akhir >= 0)),
    CONSTRAINT stok_blangko_stok_awal_check CHECK ((stok_awal >= 0)),
    CONSTRAINT stok_blangko_terpakai_check CHECK ((terpakai >= 0))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT stok_blangko_masuk_check ON mirror.stok_blangko IS 'masuk >= 0';

COMMENT ON CONSTRAINT stok_blangko_rusak_check ON mirror.stok_blangko IS 'rusak >= 0';

COMMENT ON CONSTRAINT stok_blangko_stok_akhir_check ON mirror.stok_blangko IS 'stok_akhir >= 0';

COMMENT ON CONSTRAINT stok_blangko_stok_awal_check ON mirror.stok_blangko IS 'stok_awal >= 0';

COMMENT ON CONSTRAINT stok_blangko_terpakai_check ON mirror.stok_blangko IS 'terpakai >= 0';

CREATE TABLE mirror.tahapan (
    system text NOT NULL,
    key text NOT NULL,
    id_tahapan text,
    nomor_permohonan text,
    tahap text,
    waktu timestamp with time zone,
    petugas text,
    catatan text,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone
)
WITH (fillfactor='90');

CREATE TABLE mirror.tindak_lanjut (
    system text NOT NULL,
    key text NOT NULL,
    id_tindak_lanjut text,
    id_pengaduan text,
    isi text,
    instansi text,
    jenis text,
    waktu timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone
)
WITH (fillfactor='90');

CREATE TABLE mirror.verifikasi (
    system text NOT NULL,
    key text NOT NULL,
    nik text,
    kode_respon text,
    hasil_nik text,
    hasil_nama text,
    hasil_tanggal_lahir text,
    hasil_jenis_kelamin text,
    hasil_no_kk text,
    skor_nama bigint,
    diperiksa_pada timestamp with time zone,
    version text,
    observed_at timestamp with time zone NOT NULL,
    mapping_revision text NOT NULL,
    page_id bigint NOT NULL,
    row_no integer NOT NULL,
    run_id bigint NOT NULL,
    unsent text[],
    held text[],
    digest bytea NOT NULL,
    tombstoned_at timestamp with time zone,
    CONSTRAINT verifikasi_nik_check CHECK (((octet_length(nik) = 16) AND (nik !~ '[^0-9]'::text))),
    CONSTRAINT verifikasi_skor_nama_check CHECK ((skor_nama >= 0))
)
WITH (fillfactor='90');

COMMENT ON CONSTRAINT verifikasi_nik_check ON mirror.verifikasi IS 'octet_length(nik) = 16 and nik !~ ''[^0-9]''';

COMMENT ON CONSTRAINT verifikasi_skor_nama_check ON mirror.verifikasi IS 'skor_nama >= 0';

CREATE VIEW rule.antrean_cetak AS
 SELECT system,
    key,
    nomor_antrean,
    nomor_berkas,
    nik,
    status,
    masuk_pada,
    dicetak_pada,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.antrean_cetak m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.antrean_cetak_lama AS
 SELECT system,
    key,
    nomor_antrean,
    nomor_berkas,
    nik,
    status,
    masuk_pada,
    dicetak_pada,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.antrean_cetak m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.berkas_masuk AS
 SELECT system,
    key,
    nomor_berkas,
    nik,
    no_kk,
    nama_lengkap,
    tanggal_lahir,
    jenis_kelamin,
    rt,
    rw,
    kode_kelurahan,
    no_hp,
    jenis_layanan,
    diterima_pada,
    petugas,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.berkas_masuk m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.berkas_masuk_lama AS
 SELECT system,
    key,
    nomor_berkas,
    nik,
    no_kk,
    nama_lengkap,
    tanggal_lahir,
    jenis_kelamin,
    rt,
    rw,
    kode_kelurahan,
    no_hp,
    jenis_layanan,
    diterima_pada,
    petugas,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.berkas_masuk m
  WHERE (tombstoned_at IS NULL);

CREATE TABLE simpul.workday (
    day date NOT NULL,
    number integer NOT NULL,
    working boolean NOT NULL
);

CREATE VIEW rule.hari_kerja AS
 SELECT day AS hari,
    working AS kerja,
    number AS nomor
   FROM simpul.workday;

CREATE VIEW rule.jam_pengaduan AS
 SELECT p.system,
    p.id_pengaduan,
    p.dibuat_pada AS mulai,
    (rule.hari_kerja_antara(p.dibuat_pada, rule.sekarang()) - (COALESCE(jeda.hari, (0)::bigint))::integer) AS terpakai_hk,
    COALESCE(jeda.sedang, false) AS sedang_jeda
   FROM (mirror.pengaduan p
     LEFT JOIN LATERAL ( SELECT sum(rule.hari_kerja_antara(b.waktu, COALESCE(b.balas, rule.sekarang()))) AS hari,
            bool_or((b.balas IS NULL)) AS sedang
           FROM ( SELECT t.jenis,
                    t.waktu,
                    lag(t.jenis) OVER urut AS sebelum,
                    min(t.waktu) FILTER (WHERE (t.jenis = 'tanggapan_pelapor'::text)) OVER (urut ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS balas
                   FROM mirror.tindak_lanjut t
                  WHERE ((t.system = p.system) AND (t.id_pengaduan = p.id_pengaduan) AND (t.tombstoned_at IS NULL) AND (t.jenis = ANY (ARRAY['permintaan_kelengkapan'::text, 'tanggapan_pelapor'::text])))
                  WINDOW urut AS (ORDER BY t.waktu, t.key)) b
          WHERE ((b.jenis = 'permintaan_kelengkapan'::text) AND (b.sebelum IS DISTINCT FROM 'permintaan_kelengkapan'::text))) jeda ON (true))
  WHERE (p.tombstoned_at IS NULL);

CREATE VIEW rule.jam_permohonan AS
 SELECT p.system,
    p.nomor_permohonan,
    jam.mulai,
    (rule.hari_kerja_antara(jam.mulai, jam.sampai) - (COALESCE(jeda.hari, (0)::bigint))::integer) AS terpakai_hk,
    COALESCE(jeda.sedang, false) AS sedang_jeda
   FROM ((((mirror.permohonan p
     LEFT JOIN LATERAL ( SELECT max(t.waktu) AS ditolak
           FROM mirror.tahapan t
          WHERE ((t.system = p.system) AND (t.nomor_permohonan = p.nomor_permohonan) AND (t.tombstoned_at IS NULL) AND (t.tahap = ANY (ARRAY['DITOLAK'::text, 'DIBATALKAN'::text, 'KEDALUWARSA'::text])))) akhir ON (true))
     LEFT JOIN LATERAL ( SELECT min(t.waktu) AS ulang
           FROM mirror.tahapan t
          WHERE ((t.system = p.system) AND (t.nomor_permohonan = p.nomor_permohonan) AND (t.tombstoned_at IS NULL) AND (t.tahap = 'DIAJUKAN'::text) AND (t.waktu > akhir.ditolak))) lagi ON (true))
     CROSS JOIN LATERAL ( SELECT COALESCE(lagi.ulang, p.diajukan_pada) AS mulai,
                CASE
                    WHEN (p.selesai_pada > COALESCE(lagi.ulang, p.diajukan_pada)) THEN p.selesai_pada
                    ELSE rule.sekarang()
                END AS sampai) jam)
     LEFT JOIN LATERAL ( SELECT sum(rule.hari_kerja_antara(b.waktu, COALESCE(b.lanjut, jam.sampai))) AS hari,
            bool_or((b.lanjut IS NULL)) AS sedang
           FROM ( SELECT t.tahap,
                    t.waktu,
                    lead(t.waktu) OVER (ORDER BY t.waktu, t.key) AS lanjut
                   FROM mirror.tahapan t
                  WHERE ((t.system = p.system) AND (t.nomor_permohonan = p.nomor_permohonan) AND (t.tombstoned_at IS NULL) AND (t.waktu >= jam.mulai))) b
          WHERE (b.tahap = 'DIKEMBALIKAN'::text)) jeda ON (true))
  WHERE (p.tombstoned_at IS NULL);

CREATE VIEW rule.jawaban AS
 SELECT id_pengaduan,
    waktu
   FROM mirror.tindak_lanjut t
  WHERE ((tombstoned_at IS NULL) AND (jenis = 'tindak_lanjut'::text) AND (instansi IS DISTINCT FROM 'Simpul'::text));

CREATE VIEW rule.keluarga AS
 SELECT system,
    key,
    no_kk,
    nik_kepala,
    nama_kepala,
    alamat,
    rt,
    rw,
    lingkungan,
    kode_kelurahan,
    kode_pos,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.keluarga m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.keluarga_lama AS
 SELECT system,
    key,
    no_kk,
    nik_kepala,
    nama_kepala,
    alamat,
    rt,
    rw,
    lingkungan,
    kode_kelurahan,
    kode_pos,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.keluarga m
  WHERE (tombstoned_at IS NULL);

CREATE TABLE simpul.effect (
    id bigint NOT NULL,
    kind text NOT NULL,
    mode text NOT NULL,
    system text NOT NULL,
    feed text NOT NULL,
    record_key text NOT NULL,
    subject_kind text DEFAULT ''::text NOT NULL,
    subject_key text DEFAULT ''::text NOT NULL,
    idem_key text NOT NULL,
    "values" jsonb NOT NULL,
    expected jsonb DEFAULT '{}'::jsonb NOT NULL,
    body jsonb NOT NULL,
    precondition text,
    state text DEFAULT 'ready'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    case_id bigint,
    case_version integer,
    decision_id bigint,
    run_id bigint,
    attempt integer DEFAULT 0 NOT NULL,
    not_before timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sent_at timestamp with time zone,
    settled_at timestamp with time zone,
    decision_stands boolean DEFAULT true NOT NULL,
    CONSTRAINT decision_stands_always CHECK (decision_stands),
    CONSTRAINT mode_known CHECK ((mode = ANY (ARRAY['state'::text, 'event'::text]))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['draft'::text, 'ready'::text, 'sent'::text, 'unknown'::text, 'accepted'::text, 'verified'::text, 'failed'::text, 'overtaken'::text, 'superseded'::text, 'cancelled'::text, 'manual'::text])))
);

CREATE VIEW rule.kiriman AS
 SELECT kind,
    feed,
    record_key,
    subject_kind,
    subject_key,
    state,
    created_at,
    sent_at
   FROM simpul.effect;

CREATE TABLE simpul.quote (
    complaint_feed text NOT NULL,
    complaint_key text NOT NULL,
    application_feed text NOT NULL,
    application_key text NOT NULL,
    certain boolean NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    found_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE VIEW rule.kutipan AS
 SELECT complaint_key AS id_pengaduan,
    application_key AS nomor_permohonan,
    certain AS pasti,
        CASE
            WHEN (reason = ANY (ARRAY['rejected'::text, 'unlinked'::text])) THEN 'somebody_else'::text
            ELSE reason
        END AS alasan
   FROM simpul.quote;

CREATE VIEW rule.penduduk AS
 SELECT system,
    key,
    nik,
    no_kk,
    nama_lengkap,
    tempat_lahir,
    tanggal_lahir,
    jenis_kelamin,
    agama,
    status_kawin,
    hubungan_keluarga,
    pendidikan,
    pekerjaan,
    nama_ibu,
    nama_ayah,
    alamat,
    rt,
    rw,
    lingkungan,
    kode_kelurahan,
    status_hidup,
    ktp_el_status,
    no_hp,
    email,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.penduduk m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.penduduk_lama AS
 SELECT system,
    key,
    nik,
    no_kk,
    nama_lengkap,
    tempat_lahir,
    tanggal_lahir,
    jenis_kelamin,
    agama,
    status_kawin,
    hubungan_keluarga,
    pendidikan,
    pekerjaan,
    nama_ibu,
    nama_ayah,
    alamat,
    rt,
    rw,
    lingkungan,
    kode_kelurahan,
    status_hidup,
    ktp_el_status,
    no_hp,
    email,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.penduduk m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.pengaduan AS
 SELECT system,
    key,
    id_pengaduan,
    nomor_tiket,
    klasifikasi,
    kategori,
    status,
    anonim,
    rahasia,
    instansi,
    ditutup_oleh,
    dibuat_pada,
    disposisi_pada,
    diubah_pada,
    COALESCE(((rahasia IS FALSE) AND (anonim IS FALSE) AND rule.memuat_nik(concat_ws(' '::text, judul, isi))), false) AS memuat_nik,
    COALESCE(((rahasia IS FALSE) AND (anonim IS FALSE) AND rule.memuat_telepon(concat_ws(' '::text, judul, isi))), false) AS memuat_telepon,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.pengaduan m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.pengaduan_lama AS
 SELECT system,
    key,
    id_pengaduan,
    nomor_tiket,
    klasifikasi,
    kategori,
    status,
    anonim,
    rahasia,
    instansi,
    ditutup_oleh,
    dibuat_pada,
    disposisi_pada,
    diubah_pada,
    COALESCE(((rahasia IS FALSE) AND (anonim IS FALSE) AND rule.memuat_nik(concat_ws(' '::text, judul, isi))), false) AS memuat_nik,
    COALESCE(((rahasia IS FALSE) AND (anonim IS FALSE) AND rule.memuat_telepon(concat_ws(' '::text, judul, isi))), false) AS memuat_telepon,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.pengaduan m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.peristiwa AS
 SELECT system,
    key,
    id_peristiwa,
    jenis,
    nik,
    tanggal_peristiwa,
    nomor_dokumen,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.peristiwa m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.peristiwa_lama AS
 SELECT system,
    key,
    id_peristiwa,
    jenis,
    nik,
    tanggal_peristiwa,
    nomor_dokumen,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.peristiwa m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.permohonan AS
 SELECT system,
    key,
    nomor_permohonan,
    id_pemohon,
    nik,
    jenis_layanan,
    tahap,
    kanal,
    kode_kecamatan,
    biaya,
    diajukan_pada,
    selesai_pada,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.permohonan m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.permohonan_lama AS
 SELECT system,
    key,
    nomor_permohonan,
    id_pemohon,
    nik,
    jenis_layanan,
    tahap,
    kanal,
    kode_kecamatan,
    biaya,
    diajukan_pada,
    selesai_pada,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.permohonan m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.persyaratan AS
 SELECT system,
    key,
    id_persyaratan,
    nomor_permohonan,
    dokumen,
    nomor_dokumen,
    tanggal_dokumen,
    status,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.persyaratan m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.persyaratan_lama AS
 SELECT system,
    key,
    id_persyaratan,
    nomor_permohonan,
    dokumen,
    nomor_dokumen,
    tanggal_dokumen,
    status,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.persyaratan m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.serah_terima AS
 SELECT system,
    key,
    nomor_serah,
    nomor_berkas,
    nik,
    jenis,
    diserahkan_pada,
    penerima,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.serah_terima m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.serah_terima_lama AS
 SELECT system,
    key,
    nomor_serah,
    nomor_berkas,
    nik,
    jenis,
    diserahkan_pada,
    penerima,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.serah_terima m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.stok_blangko AS
 SELECT system,
    key,
    tanggal,
    lokasi,
    jenis,
    stok_awal,
    masuk,
    terpakai,
    rusak,
    stok_akhir,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.stok_blangko m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.stok_blangko_lama AS
 SELECT system,
    key,
    tanggal,
    lokasi,
    jenis,
    stok_awal,
    masuk,
    terpakai,
    rusak,
    stok_akhir,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.stok_blangko m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.tahapan AS
 SELECT system,
    key,
    id_tahapan,
    nomor_permohonan,
    tahap,
    waktu,
    petugas,
    catatan,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.tahapan m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.tahapan_lama AS
 SELECT system,
    key,
    id_tahapan,
    nomor_permohonan,
    tahap,
    waktu,
    petugas,
    catatan,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.tahapan m
  WHERE (tombstoned_at IS NULL);

CREATE TABLE simpul.match (
    id bigint NOT NULL,
    left_feed text NOT NULL,
    left_key text NOT NULL,
    right_feed text NOT NULL,
    right_key text NOT NULL,
    how text NOT NULL,
    score double precision NOT NULL,
    reasons jsonb DEFAULT '[]'::jsonb NOT NULL,
    state text NOT NULL,
    found_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    decided_reason text,
    unlink_by text,
    unlink_reason text,
    unlink_at timestamp with time zone,
    unlink_approved_by text,
    CONSTRAINT approver_is_another CHECK (((unlink_approved_by IS NULL) OR ((btrim(unlink_approved_by) <> ''::text) AND (lower(btrim(unlink_approved_by)) <> lower(btrim(unlink_by)))))),
    CONSTRAINT how_known CHECK ((how = ANY (ARRAY['number'::text, 'person'::text, 'text'::text]))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['sure'::text, 'offered'::text, 'confirmed'::text, 'rejected'::text, 'unlinking'::text, 'unlinked'::text]))),
    CONSTRAINT unlinked_by_two CHECK (((state <> 'unlinked'::text) OR ((unlink_by IS NOT NULL) AND (unlink_approved_by IS NOT NULL))))
);

CREATE VIEW rule.tautan AS
 SELECT left_feed AS kiri_feed,
    left_key AS kiri,
    right_feed AS kanan_feed,
    right_key AS kanan,
    how AS cara,
    score AS skor,
    state AS keadaan
   FROM simpul.match;

CREATE VIEW rule.tindak_lanjut AS
 SELECT system,
    key,
    id_tindak_lanjut,
    id_pengaduan,
    instansi,
    jenis,
    waktu,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.tindak_lanjut m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.tindak_lanjut_lama AS
 SELECT system,
    key,
    id_tindak_lanjut,
    id_pengaduan,
    instansi,
    jenis,
    waktu,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.tindak_lanjut m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.verifikasi AS
 SELECT system,
    key,
    nik,
    kode_respon,
    hasil_nik,
    hasil_nama,
    hasil_tanggal_lahir,
    hasil_jenis_kelamin,
    hasil_no_kk,
    skor_nama,
    diperiksa_pada,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id
   FROM mirror.verifikasi m
  WHERE (tombstoned_at IS NULL);

CREATE VIEW rule.verifikasi_lama AS
 SELECT system,
    key,
    nik,
    kode_respon,
    hasil_nik,
    hasil_nama,
    hasil_tanggal_lahir,
    hasil_jenis_kelamin,
    hasil_no_kk,
    skor_nama,
    diperiksa_pada,
    version,
    rule.waktu_versi(version) AS versi_pada,
    observed_at,
    run_id,
    replaced_at
   FROM history.verifikasi m
  WHERE (tombstoned_at IS NULL);

CREATE TABLE simpul.cases (
    id bigint NOT NULL,
    kind text NOT NULL,
    subject_kind text NOT NULL,
    subject_key text NOT NULL,
    feed text NOT NULL,
    record_key text NOT NULL,
    field text DEFAULT ''::text NOT NULL,
    authority_feed text NOT NULL,
    authority_value text,
    follower_value text,
    base_value text,
    state text DEFAULT 'new'::text NOT NULL,
    observing boolean DEFAULT false NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    reopened integer DEFAULT 0 NOT NULL,
    evidence text DEFAULT ''::text NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    due_at timestamp with time zone,
    closed_at timestamp with time zone,
    closed_because text,
    opened_by_run bigint,
    rule text DEFAULT ''::text NOT NULL,
    shape text DEFAULT ''::text NOT NULL,
    cause text DEFAULT ''::text NOT NULL,
    severity text DEFAULT 'medium'::text NOT NULL,
    owner text DEFAULT 'WD'::text NOT NULL,
    kecamatan text,
    proposed_value text,
    proposed_by text DEFAULT ''::text NOT NULL,
    facts jsonb DEFAULT '{}'::jsonb NOT NULL,
    assignee text,
    snoozed_until timestamp with time zone,
    snoozed_more bigint,
    accepted_until date,
    CONSTRAINT severity_known CHECK ((severity = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text]))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['new'::text, 'assigned'::text, 'snoozed'::text, 'awaiting'::text, 'decided'::text, 'verified'::text, 'reopened'::text, 'closed'::text])))
);

CREATE VIEW seen.cases AS
 SELECT id,
    subject_kind,
    subject_key
   FROM simpul.cases
  WHERE ((( SELECT (current_setting('simpul.kecamatan'::text, true) = '*'::text)) OR (kecamatan = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[]))) AND (( SELECT (current_setting('simpul.offices'::text, true) = '*'::text)) OR (owner = ANY (( SELECT string_to_array(current_setting('simpul.offices'::text, true), ','::text) AS string_to_array)::text[])) OR (lower(assignee) = ( SELECT current_setting('simpul.person'::text, true) AS current_setting))));

CREATE VIEW seen.keluarga AS
 SELECT no_kk
   FROM mirror.keluarga
  WHERE ("left"(kode_kelurahan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[]));

CREATE VIEW seen.penduduk AS
 SELECT nik
   FROM mirror.penduduk
  WHERE ("left"(kode_kelurahan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[]));

CREATE VIEW seen.pengaduan AS
 SELECT q.complaint_key AS id_pengaduan
   FROM (simpul.quote q
     JOIN mirror.permohonan p ON ((p.nomor_permohonan = q.application_key)))
  WHERE (p.kode_kecamatan = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[]));

CREATE VIEW seen.permohonan AS
 SELECT nomor_permohonan
   FROM mirror.permohonan
  WHERE (kode_kecamatan = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[]));

CREATE TABLE simpul.access (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    purpose text NOT NULL,
    reason text NOT NULL,
    subjects text[] DEFAULT '{}'::text[] NOT NULL,
    opened_by text DEFAULT ''::text NOT NULL,
    feed text DEFAULT ''::text NOT NULL,
    field text DEFAULT ''::text NOT NULL,
    opening_id bigint,
    handle text,
    CONSTRAINT access_has_reason CHECK (((btrim(actor) <> ''::text) AND (btrim(purpose) <> ''::text) AND (btrim(reason) <> ''::text))),
    CONSTRAINT act_known CHECK ((act = ANY (ARRAY['search'::text, 'trace'::text, 'reveal'::text, 'body'::text])))
);

ALTER TABLE simpul.access ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.access_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.account_change (
    id bigint NOT NULL,
    kind text NOT NULL,
    username text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    approved_by text,
    approved_at timestamp with time zone,
    refused_by text,
    refused_at timestamp with time zone,
    refusal text,
    used_at timestamp with time zone,
    CONSTRAINT approved_or_refused CHECK (((approved_by IS NULL) OR (refused_by IS NULL))),
    CONSTRAINT approver_is_another CHECK (((approved_by IS NULL) OR ((btrim(approved_by) <> ''::text) AND (lower(btrim(approved_by)) <> lower(btrim(actor)))))),
    CONSTRAINT approver_is_not_meant CHECK (((approved_by IS NULL) OR (lower(btrim(approved_by)) <> username))),
    CONSTRAINT kind_known CHECK ((kind = ANY (ARRAY['invite'::text, 'roles'::text, 'bind'::text, 'email'::text, 'tie'::text, 'server'::text]))),
    CONSTRAINT refusal_has_reason CHECK (((refused_by IS NULL) OR (btrim(COALESCE(refusal, ''::text)) <> ''::text))),
    CONSTRAINT used_by_two CHECK (((used_at IS NULL) OR (approved_by IS NOT NULL)))
);

ALTER TABLE simpul.account_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.account_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE simpul.alert (
    id bigint NOT NULL,
    kind text NOT NULL,
    target text DEFAULT ''::text NOT NULL,
    severity text NOT NULL,
    words_id text NOT NULL,
    words_en text NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT severity_known CHECK ((severity = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text])))
);

ALTER TABLE simpul.alert ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.alert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.alert_message (
    id bigint NOT NULL,
    route_id bigint NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    next_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sent_at timestamp with time zone,
    error text DEFAULT ''::text NOT NULL,
    CONSTRAINT kind_known CHECK ((kind = ANY (ARRAY['alert'::text, 'digest'::text, 'test'::text]))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text])))
);

ALTER TABLE simpul.alert_message ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.alert_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.alert_route (
    id bigint NOT NULL,
    name text NOT NULL,
    env text DEFAULT ''::text NOT NULL,
    file text DEFAULT ''::text NOT NULL,
    severity text DEFAULT 'warning'::text NOT NULL,
    kinds jsonb DEFAULT '[]'::jsonb NOT NULL,
    quiet_from text DEFAULT ''::text NOT NULL,
    quiet_until text DEFAULT ''::text NOT NULL,
    digest boolean DEFAULT true NOT NULL,
    digest_on date,
    language text DEFAULT 'id'::text NOT NULL,
    repeat_hours integer DEFAULT 4 NOT NULL,
    state text DEFAULT 'on'::text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT language_known CHECK ((language = ANY (ARRAY['id'::text, 'en'::text]))),
    CONSTRAINT one_reference CHECK (((env = ''::text) <> (file = ''::text))),
    CONSTRAINT quiet_from_and_until CHECK (((quiet_from = ''::text) = (quiet_until = ''::text))),
    CONSTRAINT repeat_within_a_week CHECK (((repeat_hours >= 1) AND (repeat_hours <= 168))),
    CONSTRAINT severity_known CHECK ((severity = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text]))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['on'::text, 'off'::text, 'removed'::text])))
);

ALTER TABLE simpul.alert_route ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.alert_route_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.alert_silence (
    id bigint NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    target text DEFAULT ''::text NOT NULL,
    until timestamp with time zone NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    CONSTRAINT silence_has_reason CHECK ((btrim(reason) <> ''::text))
);

ALTER TABLE simpul.alert_silence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.alert_silence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.alert_told (
    route_id bigint NOT NULL,
    alert_id bigint NOT NULL,
    told_at timestamp with time zone NOT NULL,
    severity text NOT NULL,
    recovered_at timestamp with time zone
);

CREATE TABLE simpul.apart (
    feed text NOT NULL,
    record_key text NOT NULL,
    subject_kind text NOT NULL,
    subject_key text NOT NULL,
    decision_id bigint,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE simpul.audit (
    chain text NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE simpul.audit_head (
    chain text NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    key_id text NOT NULL,
    seal bytea NOT NULL
);

CREATE TABLE simpul.balikan (
    id bigint NOT NULL,
    month text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    missing jsonb DEFAULT '[]'::jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    frozen_at timestamp with time zone,
    approved_by text,
    approved_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT approved_before_sent CHECK (((state <> ALL (ARRAY['approved'::text, 'done'::text])) OR (approved_by IS NOT NULL))),
    CONSTRAINT approver_is_another CHECK (((approved_by IS NULL) OR ((btrim(approved_by) <> ''::text) AND (lower(btrim(approved_by)) <> lower(btrim(made_by)))))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['open'::text, 'frozen'::text, 'approved'::text, 'done'::text, 'nil'::text])))
);

ALTER TABLE simpul.balikan ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.balikan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.balikan_row (
    balikan_id bigint NOT NULL,
    application_key text NOT NULL,
    verified_key text NOT NULL,
    "values" jsonb NOT NULL,
    batch integer DEFAULT 0 NOT NULL,
    effect_id bigint
);

CREATE TABLE simpul.base (
    feed text NOT NULL,
    record_key text NOT NULL,
    subject_key text NOT NULL,
    "values" jsonb NOT NULL,
    verified_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE simpul.brake (
    id bigint NOT NULL,
    run_id bigint NOT NULL,
    target text NOT NULL,
    reason text NOT NULL,
    sample jsonb DEFAULT '[]'::jsonb NOT NULL,
    state text DEFAULT 'held'::text NOT NULL,
    held_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    settled_at timestamp with time zone,
    settled_by text,
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['held'::text, 'released'::text, 'refused'::text, 'used'::text])))
);

ALTER TABLE simpul.brake ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.brake_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.case_note (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    body text DEFAULT ''::text NOT NULL
);

ALTER TABLE simpul.case_note ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.case_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE simpul.cases ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.cases_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.correction (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    decision_id bigint,
    office text NOT NULL,
    letter text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    evidence jsonb DEFAULT '[]'::jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sent_at timestamp with time zone,
    answered_at timestamp with time zone,
    answer text DEFAULT ''::text NOT NULL,
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['draft'::text, 'sent'::text, 'received'::text, 'done'::text, 'refused'::text])))
);

ALTER TABLE simpul.correction ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.correction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.cursor (
    feed text NOT NULL,
    partition text DEFAULT 'all'::text NOT NULL,
    cursor text,
    pass_since text,
    pass_started_at timestamp with time zone,
    pass_newest text,
    watermark text,
    full_pass_at timestamp with time zone,
    last_success_at timestamp with time zone,
    newest_source_at timestamp with time zone
);

CREATE TABLE simpul.decision (
    id bigint NOT NULL,
    case_id bigint,
    case_version bigint,
    choice text NOT NULL,
    value text,
    reason text NOT NULL,
    actor text NOT NULL,
    decided_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    not_before timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    undone_at timestamp with time zone,
    undone_by text,
    field text DEFAULT ''::text NOT NULL,
    job_id bigint,
    bulk_size integer DEFAULT 1 NOT NULL,
    evidence_kind text DEFAULT ''::text NOT NULL,
    evidence_number text DEFAULT ''::text NOT NULL,
    evidence_date date,
    compensates bigint,
    plan jsonb DEFAULT '{}'::jsonb NOT NULL,
    approved_by text,
    approved_at timestamp with time zone,
    refused_by text,
    refused_at timestamp with time zone,
    refusal text,
    escalated_at timestamp with time zone,
    escalated_to text,
    four_eyes boolean GENERATED ALWAYS AS (((field = ANY (ARRAY['nik'::text, 'nama_lengkap'::text, 'tanggal_lahir'::text, 'status_hidup'::text])) OR (choice = ANY (ARRAY['apart'::text, 'merge'::text, 'compensate'::text])) OR (bulk_size > 50))) STORED NOT NULL,
    stands boolean GENERATED ALWAYS AS (((NOT ((field = ANY (ARRAY['nik'::text, 'nama_lengkap'::text, 'tanggal_lahir'::text, 'status_hidup'::text])) OR (choice = ANY (ARRAY['apart'::text, 'merge'::text, 'compensate'::text])) OR (bulk_size > 50))) OR (approved_by IS NOT NULL))) STORED NOT NULL,
    CONSTRAINT approved_or_refused CHECK (((approved_by IS NULL) OR (refused_by IS NULL))),
    CONSTRAINT approver_is_another CHECK (((approved_by IS NULL) OR ((btrim(approved_by) <> ''::text) AND (lower(btrim(approved_by)) <> lower(btrim(actor)))))),
    CONSTRAINT choice_known CHECK ((choice = ANY (ARRAY['authority'::text, 'follower'::text, 'other'::text, 'proposed'::text, 'accept'::text, 'apart'::text, 'merge'::text, 'compensate'::text, 'correct'::text]))),
    CONSTRAINT identity_proven CHECK (((choice = 'compensate'::text) OR ((field <> ALL (ARRAY['nik'::text, 'nama_lengkap'::text, 'tanggal_lahir'::text, 'status_hidup'::text])) AND (choice <> ALL (ARRAY['apart'::text, 'merge'::text]))) OR ((evidence_kind <> ''::text) AND (evidence_number <> ''::text) AND (evidence_date IS NOT NULL)))),
    CONSTRAINT reason_given CHECK ((reason <> ''::text)),
    CONSTRAINT refusal_has_reason CHECK (((refused_by IS NULL) OR (btrim(COALESCE(refusal, ''::text)) <> ''::text)))
);

ALTER TABLE simpul.decision ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.delegation (
    id bigint NOT NULL,
    actor text NOT NULL,
    stand_in text NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    made_by text NOT NULL,
    reason text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT stand_in_bounded CHECK (((ends - starts) < 92)),
    CONSTRAINT stand_in_is_another CHECK ((actor <> stand_in)),
    CONSTRAINT starts_before_ends CHECK ((starts <= ends))
);

ALTER TABLE simpul.delegation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.delegation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.dirty (
    id bigint NOT NULL,
    subject_kind text NOT NULL,
    subject_key text NOT NULL,
    reason text NOT NULL,
    run_id bigint,
    marked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE simpul.dirty ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.dirty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 100
);

CREATE TABLE simpul.disruption (
    id bigint NOT NULL,
    system text DEFAULT ''::text NOT NULL,
    title text NOT NULL,
    services text NOT NULL,
    kecamatan jsonb DEFAULT '[]'::jsonb NOT NULL,
    steps text DEFAULT ''::text NOT NULL,
    text_id text NOT NULL,
    text_en text DEFAULT ''::text NOT NULL,
    starts_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expected_end_at timestamp with time zone,
    announced_by text NOT NULL,
    announced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    CONSTRAINT disruption_ended_by_somebody CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
    CONSTRAINT disruption_ends_after_start CHECK (((expected_end_at IS NULL) OR (expected_end_at > starts_at))),
    CONSTRAINT disruption_told CHECK (((btrim(title) <> ''::text) AND (btrim(services) <> ''::text) AND (btrim(text_id) <> ''::text)))
);

ALTER TABLE simpul.disruption ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.disruption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE simpul.effect ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.effect_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.errand (
    id bigint NOT NULL,
    kind text NOT NULL,
    target text NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    actor text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    taken_at timestamp with time zone,
    ended_at timestamp with time zone,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    outcome jsonb DEFAULT '{}'::jsonb NOT NULL,
    run_id bigint,
    ended_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT errand_has_actor CHECK ((btrim(actor) <> ''::text)),
    CONSTRAINT kind_known CHECK ((kind = ANY (ARRAY['pull'::text, 'dry_run'::text, 'retry'::text, 'replay'::text, 'sweep'::text, 'bulk'::text, 'link_test'::text]))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'taken'::text, 'done'::text, 'failed'::text, 'cancelled'::text, 'lapsed'::text])))
);

ALTER TABLE simpul.errand ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.errand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.feed_field (
    feed text NOT NULL,
    field text NOT NULL,
    kind text NOT NULL,
    first_seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT kind_known CHECK ((kind = ANY (ARRAY['sent'::text, 'new'::text])))
);

CREATE TABLE simpul.heartbeat (
    name text NOT NULL,
    beat_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seconds double precision DEFAULT '0'::double precision NOT NULL,
    outside_ok boolean,
    turns bigint DEFAULT '0'::bigint NOT NULL
);

CREATE TABLE simpul.invitation (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    digest bytea NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    used_at timestamp with time zone,
    ended_at timestamp with time zone
);

ALTER TABLE simpul.invitation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.job (
    id bigint NOT NULL,
    cause text NOT NULL,
    choice text NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL,
    plan jsonb DEFAULT '{}'::jsonb NOT NULL,
    state text DEFAULT 'preview'::text NOT NULL,
    approved_by text,
    approved_at timestamp with time zone,
    refused_by text,
    refusal text,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    undo_by text,
    undo_at timestamp with time zone,
    CONSTRAINT approver_is_another CHECK (((approved_by IS NULL) OR ((btrim(approved_by) <> ''::text) AND (lower(btrim(approved_by)) <> lower(btrim(actor)))))),
    CONSTRAINT refusal_has_reason CHECK (((refused_by IS NULL) OR (COALESCE(refusal, ''::text) <> ''::text))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['preview'::text, 'awaiting'::text, 'ready'::text, 'running'::text, 'done'::text, 'refused'::text, 'cancelled'::text, 'undoing'::text, 'undone'::text])))
);

CREATE TABLE simpul.job_case (
    job_id bigint NOT NULL,
    case_id bigint NOT NULL,
    case_version integer NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'skipped'::text, 'undone'::text, 'kept'::text])))
);

ALTER TABLE simpul.job ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.lease (
    target text NOT NULL,
    partition text NOT NULL,
    token bigint NOT NULL,
    holder text NOT NULL,
    expires_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE simpul.link_check (
    system text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor text NOT NULL,
    lines jsonb NOT NULL,
    certificate_until timestamp with time zone,
    credentials_at timestamp with time zone
);

CREATE TABLE simpul.link_state (
    system text NOT NULL,
    breaker text DEFAULT 'closed'::text NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    opened_at timestamp with time zone,
    open_until timestamp with time zone,
    probe_holder text,
    probe_until timestamp with time zone,
    budget double precision DEFAULT '10'::double precision NOT NULL,
    parked_until timestamp with time zone,
    parked_reason text DEFAULT ''::text NOT NULL,
    used_today bigint DEFAULT '0'::bigint NOT NULL,
    used_day text DEFAULT ''::text NOT NULL,
    calls bigint DEFAULT '0'::bigint NOT NULL,
    errors bigint DEFAULT '0'::bigint NOT NULL,
    latency double precision DEFAULT '0'::double precision NOT NULL,
    last_ok_at timestamp with time zone,
    last_error text DEFAULT ''::text NOT NULL,
    last_error_at timestamp with time zone,
    CONSTRAINT breaker_known CHECK ((breaker = ANY (ARRAY['closed'::text, 'open'::text, 'half_open'::text])))
);

CREATE TABLE simpul.mapping_version (
    id bigint NOT NULL,
    feed text NOT NULL,
    revision text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    run_id bigint,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE simpul.mapping_version ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.mapping_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE simpul.match ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.match_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.match_seen (
    feed text NOT NULL,
    key text NOT NULL,
    stamp text NOT NULL
);

CREATE TABLE simpul.notice (
    id bigint NOT NULL,
    kind text NOT NULL,
    target text NOT NULL,
    words_id text NOT NULL,
    words_en text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_by text,
    seen_at timestamp with time zone
);

ALTER TABLE simpul.notice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.os_account (
    id bigint NOT NULL,
    os_user text NOT NULL,
    username text NOT NULL,
    bound_by text NOT NULL,
    bound_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT os_user_given CHECK ((btrim(os_user) <> ''::text))
);

ALTER TABLE simpul.os_account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.os_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.page (
    id bigint NOT NULL,
    run_id bigint NOT NULL,
    feed text NOT NULL,
    number integer NOT NULL,
    digest bytea NOT NULL,
    media text NOT NULL,
    origin text DEFAULT ''::text NOT NULL,
    requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    cursor_after text,
    read bigint DEFAULT '0'::bigint NOT NULL,
    applied bigint DEFAULT '0'::bigint NOT NULL,
    unchanged bigint DEFAULT '0'::bigint NOT NULL,
    superseded bigint DEFAULT '0'::bigint NOT NULL,
    quarantined bigint DEFAULT '0'::bigint NOT NULL,
    pending bigint DEFAULT '0'::bigint NOT NULL,
    quarantined_values bigint DEFAULT '0'::bigint NOT NULL,
    CONSTRAINT page_adds_up CHECK ((read = ((((applied + unchanged) + superseded) + quarantined) + pending)))
);

CREATE TABLE simpul.page_body (
    digest bytea NOT NULL,
    key_id text NOT NULL,
    sealed bytea NOT NULL,
    size integer NOT NULL,
    keep_until timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
ALTER TABLE ONLY simpul.page_body ALTER COLUMN sealed SET STORAGE EXTERNAL;

ALTER TABLE simpul.page ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.page_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.pairing (
    feed text NOT NULL,
    authority_feed text NOT NULL,
    revision text NOT NULL,
    observing_since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    baseline_done_at timestamp with time zone
);

CREATE TABLE simpul.pause (
    id bigint NOT NULL,
    target text NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    until timestamp with time zone NOT NULL,
    resumed_at timestamp with time zone,
    resumed_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT pause_has_actor_and_reason CHECK (((btrim(actor) <> ''::text) AND (btrim(reason) <> ''::text))),
    CONSTRAINT pause_has_length CHECK ((until > made_at))
);

ALTER TABLE simpul.pause ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.pause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.person (
    id bigint NOT NULL,
    username text NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    roles text[] DEFAULT '{}'::text[] NOT NULL,
    password text,
    password_at timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    language text DEFAULT 'id'::text NOT NULL,
    theme text DEFAULT 'system'::text NOT NULL,
    shortcuts boolean DEFAULT true NOT NULL,
    last_seen_at timestamp with time zone,
    previous_visit_at timestamp with time zone,
    issuer text,
    subject text,
    email text,
    added_by text NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    failed_at timestamp with time zone,
    same_as text,
    mailbox text GENERATED ALWAYS AS (simpul.mailbox(email)) STORED,
    CONSTRAINT issuer_with_subject CHECK (((issuer IS NULL) = (subject IS NULL))),
    CONSTRAINT language_known CHECK ((language = ANY (ARRAY['id'::text, 'en'::text]))),
    CONSTRAINT name_given CHECK ((btrim(name) <> ''::text)),
    CONSTRAINT roles_known CHECK ((roles <@ ARRAY['viewer'::text, 'operator'::text, 'case_officer'::text, 'approver'::text, 'auditor'::text, 'dpo'::text, 'admin'::text])),
    CONSTRAINT same_as_another CHECK ((same_as <> username)),
    CONSTRAINT theme_known CHECK ((theme = ANY (ARRAY['system'::text, 'light'::text, 'dark'::text]))),
    CONSTRAINT username_plain CHECK (((username ~ '^[a-z][a-z0-9._-]{1,39}$'::text) AND (username !~ '[0-9]{16}'::text)))
);

ALTER TABLE simpul.person ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.practice (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    exercise text NOT NULL,
    choice text NOT NULL,
    correct boolean NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE simpul.practice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.practice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.quarantine (
    id bigint NOT NULL,
    page_id bigint NOT NULL,
    run_id bigint NOT NULL,
    feed text NOT NULL,
    row_no integer NOT NULL,
    record_key text,
    field text DEFAULT ''::text NOT NULL,
    rule text NOT NULL,
    masked text DEFAULT ''::text NOT NULL,
    sealed bytea,
    key_id text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    settled_at timestamp with time zone,
    settled_by text,
    reason text,
    settlement_id bigint,
    settlement_stands boolean DEFAULT true CONSTRAINT quarantine_settlement_stands_not_null1 NOT NULL,
    CONSTRAINT discarded_by_two CHECK (((state <> 'discarded'::text) OR (settlement_id IS NOT NULL) OR (settled_by = 'retensi'::text))),
    CONSTRAINT settlement_stands_always CHECK (settlement_stands),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['open'::text, 'replayed'::text, 'overtaken'::text, 'returned'::text, 'discarded'::text])))
);

ALTER TABLE simpul.quarantine ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.quarantine_settlement (
    id bigint NOT NULL,
    kind text NOT NULL,
    feed text NOT NULL,
    rule text NOT NULL,
    entry_id bigint,
    up_to bigint,
    entries bigint DEFAULT '0'::bigint NOT NULL,
    field text DEFAULT ''::text NOT NULL,
    record_key text,
    reason text NOT NULL,
    actor text NOT NULL,
    proposed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sealed bytea,
    key_id text DEFAULT ''::text NOT NULL,
    raw_digest bytea,
    approved_by text,
    approved_at timestamp with time zone,
    refused_by text,
    refused_at timestamp with time zone,
    refusal text,
    four_eyes boolean GENERATED ALWAYS AS (((kind = 'discard'::text) OR ((kind = 'correct'::text) AND (field = ANY (ARRAY['nik'::text, 'nama_lengkap'::text, 'tanggal_lahir'::text, 'status_hidup'::text]))))) STORED NOT NULL,
    stands boolean GENERATED ALWAYS AS (((NOT ((kind = 'discard'::text) OR ((kind = 'correct'::text) AND (field = ANY (ARRAY['nik'::text, 'nama_lengkap'::text, 'tanggal_lahir'::text, 'status_hidup'::text]))))) OR (approved_by IS NOT NULL))) STORED NOT NULL,
    CONSTRAINT approved_or_refused CHECK (((approved_by IS NULL) OR (refused_by IS NULL))),
    CONSTRAINT approver_is_another CHECK (((approved_by IS NULL) OR ((btrim(approved_by) <> ''::text) AND (lower(btrim(approved_by)) <> lower(btrim(actor)))))),
    CONSTRAINT correction_has_value CHECK (((kind <> 'correct'::text) OR ((sealed IS NOT NULL) AND (entry_id IS NOT NULL)))),
    CONSTRAINT kind_known CHECK ((kind = ANY (ARRAY['discard'::text, 'correct'::text, 'return'::text]))),
    CONSTRAINT reason_given CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT refusal_has_reason CHECK (((refused_by IS NULL) OR (btrim(COALESCE(refusal, ''::text)) <> ''::text)))
);

ALTER TABLE simpul.quarantine_settlement ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.quarantine_settlement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.receipt (
    id bigint NOT NULL,
    effect_id bigint NOT NULL,
    attempt integer NOT NULL,
    outcome text NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT outcome_known CHECK ((outcome = ANY (ARRAY['accepted'::text, 'duplicate'::text, 'rejected'::text, 'unknown'::text, 'overtaken'::text, 'retry'::text])))
);

ALTER TABLE simpul.receipt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.receipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.report_count (
    name text NOT NULL,
    month text NOT NULL,
    kecamatan text NOT NULL,
    part text NOT NULL,
    measure text NOT NULL,
    days integer NOT NULL,
    counted bigint DEFAULT '0'::bigint NOT NULL
);

CREATE TABLE simpul.report_kept (
    name text NOT NULL,
    month text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    took double precision NOT NULL
);

CREATE TABLE simpul.revert (
    id bigint NOT NULL,
    target text NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    approved_by text,
    done_at timestamp with time zone,
    CONSTRAINT approved_before_done CHECK (((state <> 'done'::text) OR (approved_by IS NOT NULL))),
    CONSTRAINT approver_is_another CHECK (((approved_by IS NULL) OR ((btrim(approved_by) <> ''::text) AND (lower(btrim(approved_by)) <> lower(btrim(actor)))))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['planned'::text, 'done'::text, 'cancelled'::text])))
);

ALTER TABLE simpul.revert ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.revert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.rule_due (
    rule text NOT NULL,
    subject_key text NOT NULL,
    next_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE simpul.run (
    id bigint NOT NULL,
    kind text NOT NULL,
    target text NOT NULL,
    partition text DEFAULT 'all'::text NOT NULL,
    token bigint DEFAULT '0'::bigint NOT NULL,
    state text DEFAULT 'running'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    mapping_revision text DEFAULT ''::text NOT NULL,
    caller text DEFAULT ''::text NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    read bigint DEFAULT '0'::bigint NOT NULL,
    applied bigint DEFAULT '0'::bigint NOT NULL,
    unchanged bigint DEFAULT '0'::bigint NOT NULL,
    superseded bigint DEFAULT '0'::bigint NOT NULL,
    quarantined bigint DEFAULT '0'::bigint NOT NULL,
    pending bigint DEFAULT '0'::bigint NOT NULL,
    quarantined_values bigint DEFAULT '0'::bigint NOT NULL,
    CONSTRAINT kind_known CHECK ((kind = ANY (ARRAY['pull'::text, 'compare'::text, 'deliver'::text, 'rules'::text, 'match'::text, 'sweep'::text, 'revert'::text]))),
    CONSTRAINT nothing_pending_at_end CHECK (((kind <> 'pull'::text) OR (state = 'running'::text) OR (pending = 0))),
    CONSTRAINT run_adds_up CHECK (((kind <> 'pull'::text) OR (read = ((((applied + unchanged) + superseded) + quarantined) + pending)))),
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'held'::text, 'parked'::text, 'stopped'::text])))
);

ALTER TABLE simpul.run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.run_progress (
    run_id bigint NOT NULL,
    stage text DEFAULT 'fetch'::text NOT NULL,
    announced bigint,
    pages bigint DEFAULT '0'::bigint NOT NULL,
    moved_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT stage_known CHECK ((stage = ANY (ARRAY['fetch'::text, 'check'::text, 'map'::text, 'write'::text])))
);

CREATE TABLE simpul.saved_view (
    id bigint NOT NULL,
    person text NOT NULL,
    area text NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE simpul.saved_view ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.saved_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.session (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    digest bytea NOT NULL,
    agent text DEFAULT ''::text NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    ended_because text
);

ALTER TABLE simpul.session ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.signin_address (
    address text NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    failures integer DEFAULT 0 NOT NULL
);

CREATE TABLE simpul.signin_pair (
    person_id bigint NOT NULL,
    address text NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failed_at timestamp with time zone,
    locked_until timestamp with time zone,
    proved_at timestamp with time zone
);

CREATE TABLE simpul.sweep_range (
    id bigint NOT NULL,
    run_id bigint NOT NULL,
    low text NOT NULL,
    high text NOT NULL,
    ours bigint DEFAULT '0'::bigint NOT NULL,
    theirs bigint DEFAULT '0'::bigint NOT NULL,
    equal boolean NOT NULL,
    how text NOT NULL
);

ALTER TABLE simpul.sweep_range ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME simpul.sweep_range_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE simpul.sweep_row (
    run_id bigint NOT NULL,
    sign text NOT NULL,
    key text NOT NULL,
    CONSTRAINT sign_known CHECK ((sign = ANY (ARRAY['-'::text, '+'::text, '!'::text])))
);

CREATE TABLE simpul.unit (
    code text NOT NULL,
    name text NOT NULL,
    office text NOT NULL,
    kecamatan text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT office_known CHECK ((office = ANY (ARRAY['WD'::text, 'DK'::text, 'PT'::text, 'SP'::text, 'IN'::text, 'KC'::text])))
);

ALTER TABLE ONLY mirror.antrean_cetak
    ADD CONSTRAINT antrean_cetak_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.berkas_masuk
    ADD CONSTRAINT berkas_masuk_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.keluarga
    ADD CONSTRAINT keluarga_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.penduduk
    ADD CONSTRAINT penduduk_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.pengaduan
    ADD CONSTRAINT pengaduan_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.peristiwa
    ADD CONSTRAINT peristiwa_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.permohonan
    ADD CONSTRAINT permohonan_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.persyaratan
    ADD CONSTRAINT persyaratan_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.serah_terima
    ADD CONSTRAINT serah_terima_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.stok_blangko
    ADD CONSTRAINT stok_blangko_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.tahapan
    ADD CONSTRAINT tahapan_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.tindak_lanjut
    ADD CONSTRAINT tindak_lanjut_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY mirror.verifikasi
    ADD CONSTRAINT verifikasi_pkey PRIMARY KEY (system, key);

ALTER TABLE ONLY simpul.access
    ADD CONSTRAINT access_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.account_change
    ADD CONSTRAINT account_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY simpul.alert_message
    ADD CONSTRAINT alert_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.alert
    ADD CONSTRAINT alert_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.alert_route
    ADD CONSTRAINT alert_route_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.alert_silence
    ADD CONSTRAINT alert_silence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.alert_told
    ADD CONSTRAINT alert_told_pkey PRIMARY KEY (route_id, alert_id);

ALTER TABLE ONLY simpul.apart
    ADD CONSTRAINT apart_pkey PRIMARY KEY (feed, record_key, subject_kind, subject_key);

ALTER TABLE ONLY simpul.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (chain, seq);

ALTER TABLE ONLY simpul.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (chain, seq);

ALTER TABLE ONLY simpul.balikan
    ADD CONSTRAINT balikan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.balikan_row
    ADD CONSTRAINT balikan_row_pkey PRIMARY KEY (balikan_id, application_key);

ALTER TABLE ONLY simpul.base
    ADD CONSTRAINT base_pkey PRIMARY KEY (feed, record_key);

ALTER TABLE ONLY simpul.brake
    ADD CONSTRAINT brake_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.cases
    ADD CONSTRAINT case_field UNIQUE (id, field);

ALTER TABLE ONLY simpul.case_note
    ADD CONSTRAINT case_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.correction
    ADD CONSTRAINT correction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.cursor
    ADD CONSTRAINT cursor_pkey PRIMARY KEY (feed, partition);

ALTER TABLE ONLY simpul.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.decision
    ADD CONSTRAINT decision_stands UNIQUE (id, stands);

ALTER TABLE ONLY simpul.delegation
    ADD CONSTRAINT delegation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.dirty
    ADD CONSTRAINT dirty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.disruption
    ADD CONSTRAINT disruption_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.effect
    ADD CONSTRAINT effect_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.errand
    ADD CONSTRAINT errand_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.feed_field
    ADD CONSTRAINT feed_field_pkey PRIMARY KEY (feed, field, kind);

ALTER TABLE ONLY simpul.access
    ADD CONSTRAINT handle_once UNIQUE (handle);

ALTER TABLE ONLY simpul.heartbeat
    ADD CONSTRAINT heartbeat_pkey PRIMARY KEY (name);

ALTER TABLE ONLY simpul.effect
    ADD CONSTRAINT idem_key_once UNIQUE (idem_key);

ALTER TABLE ONLY simpul.invitation
    ADD CONSTRAINT invitation_digest UNIQUE (digest);

ALTER TABLE ONLY simpul.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.job_case
    ADD CONSTRAINT job_case_pkey PRIMARY KEY (job_id, case_id);

ALTER TABLE ONLY simpul.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (target, partition);

ALTER TABLE ONLY simpul.link_check
    ADD CONSTRAINT link_check_pkey PRIMARY KEY (system);

ALTER TABLE ONLY simpul.link_state
    ADD CONSTRAINT link_state_pkey PRIMARY KEY (system);

ALTER TABLE ONLY simpul.mapping_version
    ADD CONSTRAINT mapping_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.match
    ADD CONSTRAINT match_once UNIQUE (left_feed, left_key, right_feed, right_key);

ALTER TABLE ONLY simpul.match
    ADD CONSTRAINT match_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.match_seen
    ADD CONSTRAINT match_seen_pkey PRIMARY KEY (feed, key);

ALTER TABLE ONLY simpul.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.decision
    ADD CONSTRAINT one_decision_per_version UNIQUE (case_id, case_version);

ALTER TABLE ONLY simpul.balikan
    ADD CONSTRAINT one_per_month UNIQUE (month);

ALTER TABLE ONLY simpul.correction
    ADD CONSTRAINT one_request_per_decision UNIQUE (case_id, decision_id);

ALTER TABLE ONLY simpul.os_account
    ADD CONSTRAINT os_account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.page_body
    ADD CONSTRAINT page_body_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY simpul.page
    ADD CONSTRAINT page_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.pairing
    ADD CONSTRAINT pairing_pkey PRIMARY KEY (feed, authority_feed);

ALTER TABLE ONLY simpul.pause
    ADD CONSTRAINT pause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.practice
    ADD CONSTRAINT practice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.quarantine_settlement
    ADD CONSTRAINT quarantine_settlement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.quote
    ADD CONSTRAINT quote_pkey PRIMARY KEY (complaint_feed, complaint_key, application_feed, application_key);

ALTER TABLE ONLY simpul.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.report_count
    ADD CONSTRAINT report_count_pkey PRIMARY KEY (name, month, kecamatan, part, measure, days);

ALTER TABLE ONLY simpul.report_kept
    ADD CONSTRAINT report_kept_pkey PRIMARY KEY (name, month);

ALTER TABLE ONLY simpul.revert
    ADD CONSTRAINT revert_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.rule_due
    ADD CONSTRAINT rule_due_pkey PRIMARY KEY (rule, subject_key);

ALTER TABLE ONLY simpul.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.run_progress
    ADD CONSTRAINT run_progress_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY simpul.saved_view
    ADD CONSTRAINT saved_view_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.session
    ADD CONSTRAINT session_digest UNIQUE (digest);

ALTER TABLE ONLY simpul.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.quarantine_settlement
    ADD CONSTRAINT settlement_stands UNIQUE (id, stands);

ALTER TABLE ONLY simpul.signin_address
    ADD CONSTRAINT signin_address_pkey PRIMARY KEY (address);

ALTER TABLE ONLY simpul.signin_pair
    ADD CONSTRAINT signin_pair_pkey PRIMARY KEY (person_id, address);

ALTER TABLE ONLY simpul.person
    ADD CONSTRAINT subject_once UNIQUE (issuer, subject);

ALTER TABLE ONLY simpul.sweep_range
    ADD CONSTRAINT sweep_range_pkey PRIMARY KEY (id);

ALTER TABLE ONLY simpul.sweep_row
    ADD CONSTRAINT sweep_row_pkey PRIMARY KEY (run_id, key);

ALTER TABLE ONLY simpul.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (code);

ALTER TABLE ONLY simpul.person
    ADD CONSTRAINT username_once UNIQUE (username);

ALTER TABLE ONLY simpul.saved_view
    ADD CONSTRAINT view_once UNIQUE (person, area, name);

ALTER TABLE ONLY simpul.workday
    ADD CONSTRAINT workday_pkey PRIMARY KEY (day);

CREATE INDEX antrean_cetak_record ON history.antrean_cetak USING btree (system, key);

CREATE INDEX berkas_masuk_record ON history.berkas_masuk USING btree (system, key);

CREATE INDEX keluarga_record ON history.keluarga USING btree (system, key);

CREATE INDEX penduduk_record ON history.penduduk USING btree (system, key);

CREATE INDEX pengaduan_record ON history.pengaduan USING btree (system, key);

CREATE INDEX peristiwa_record ON history.peristiwa USING btree (system, key);

CREATE INDEX permohonan_record ON history.permohonan USING btree (system, key);

CREATE INDEX persyaratan_record ON history.persyaratan USING btree (system, key);

CREATE INDEX serah_terima_record ON history.serah_terima USING btree (system, key);

CREATE INDEX stok_blangko_record ON history.stok_blangko USING btree (system, key);

CREATE INDEX tahapan_record ON history.tahapan USING btree (system, key);

CREATE INDEX tindak_lanjut_record ON history.tindak_lanjut USING btree (system, key);

CREATE INDEX verifikasi_record ON history.verifikasi USING btree (system, key);

CREATE INDEX antrean_cetak_nik ON mirror.antrean_cetak USING btree (nik);

CREATE INDEX berkas_masuk_nik ON mirror.berkas_masuk USING btree (nik);

CREATE INDEX keluarga_no_kk ON mirror.keluarga USING btree (no_kk);

CREATE INDEX penduduk_nik ON mirror.penduduk USING btree (nik);

CREATE INDEX pengaduan_id_pengaduan ON mirror.pengaduan USING btree (id_pengaduan);

CREATE INDEX peristiwa_nik ON mirror.peristiwa USING btree (nik);

CREATE INDEX permohonan_nik ON mirror.permohonan USING btree (nik);

CREATE INDEX permohonan_nomor_permohonan ON mirror.permohonan USING btree (nomor_permohonan);

CREATE INDEX persyaratan_nomor_permohonan ON mirror.persyaratan USING btree (nomor_permohonan);

CREATE INDEX serah_terima_nik ON mirror.serah_terima USING btree (nik);

CREATE INDEX stok_blangko_lokasi ON mirror.stok_blangko USING btree (lokasi);

CREATE INDEX tahapan_nomor_permohonan ON mirror.tahapan USING btree (nomor_permohonan);

CREATE INDEX tindak_lanjut_id_pengaduan ON mirror.tindak_lanjut USING btree (id_pengaduan);

CREATE INDEX verifikasi_nik ON mirror.verifikasi USING btree (nik);

CREATE INDEX access_actor ON simpul.access USING btree (actor, at);

CREATE INDEX access_subject ON simpul.access USING gin (subjects);

CREATE INDEX access_when ON simpul.access USING btree (at, id);

CREATE INDEX account_change_of ON simpul.account_change USING btree (username, made_at);

CREATE UNIQUE INDEX account_change_waiting ON simpul.account_change USING btree (username, kind) WHERE ((approved_by IS NULL) AND (refused_by IS NULL) AND (kind <> 'server'::text));

CREATE INDEX alert_closed ON simpul.alert USING btree (closed_at) WHERE (closed_at IS NOT NULL);

CREATE INDEX alert_message_due ON simpul.alert_message USING btree (next_at) WHERE (state = 'waiting'::text);

CREATE INDEX alert_message_route ON simpul.alert_message USING btree (route_id, id);

CREATE UNIQUE INDEX alert_one_open ON simpul.alert USING btree (kind, target) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX alert_route_name ON simpul.alert_route USING btree (name) WHERE (state <> 'removed'::text);

CREATE INDEX alert_silence_standing ON simpul.alert_silence USING btree (until) WHERE (ended_at IS NULL);

CREATE INDEX alert_told_standing ON simpul.alert_told USING btree (alert_id) WHERE (recovered_at IS NULL);

CREATE INDEX audit_act ON simpul.audit USING btree (act, at);

CREATE INDEX audit_actor ON simpul.audit USING btree (actor, at);

CREATE INDEX audit_when ON simpul.audit USING btree (at, chain, seq);

CREATE UNIQUE INDEX brake_one_held ON simpul.brake USING btree (target) WHERE (state = 'held'::text);

CREATE INDEX brake_target ON simpul.brake USING btree (target, held_at);

CREATE INDEX case_note_case ON simpul.case_note USING btree (case_id);

CREATE INDEX cases_assignee ON simpul.cases USING btree (assignee) WHERE (closed_at IS NULL);

CREATE INDEX cases_back ON simpul.cases USING btree (id) WHERE ((closed_at IS NULL) AND (reopened > 0));

CREATE INDEX cases_cause ON simpul.cases USING btree (cause) WHERE (closed_at IS NULL);

CREATE INDEX cases_closed_at ON simpul.cases USING btree (closed_at) INCLUDE (owner, kecamatan, assignee) WHERE (closed_at IS NOT NULL);

CREATE INDEX cases_counted ON simpul.cases USING btree (kind, state, observing, severity, opened_at, due_at) WHERE (closed_at IS NULL);

CREATE INDEX cases_ended ON simpul.cases USING btree (cause, opened_at) INCLUDE (owner, kecamatan, assignee) WHERE (closed_at IS NOT NULL);

CREATE INDEX cases_grouped ON simpul.cases USING btree (cause, observing, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE (closed_at IS NULL);

CREATE INDEX cases_local ON simpul.cases USING btree (kecamatan, observing, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX cases_one_open ON simpul.cases USING btree (feed, record_key, field) WHERE (closed_at IS NULL);

CREATE INDEX cases_opened_at ON simpul.cases USING btree (opened_at) INCLUDE (owner, kecamatan, assignee, observing);

CREATE INDEX cases_queue ON simpul.cases USING btree (observing, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE (closed_at IS NULL);

CREATE INDEX cases_reopened_at ON simpul.cases USING btree (updated_at) WHERE (state = 'reopened'::text);

CREATE INDEX cases_subject ON simpul.cases USING btree (subject_kind, subject_key);

CREATE INDEX cases_summed ON simpul.cases USING btree (cause, severity, kind, observing) INCLUDE (opened_at, owner, kecamatan, assignee) WHERE (closed_at IS NULL);

CREATE INDEX cases_waiting ON simpul.cases USING btree (state) WHERE (state = ANY (ARRAY['snoozed'::text, 'awaiting'::text]));

CREATE INDEX decision_actor ON simpul.decision USING btree (actor, decided_at);

CREATE INDEX delegation_ends ON simpul.delegation USING btree (ends);

CREATE INDEX disruption_open ON simpul.disruption USING btree (starts_at) WHERE (ended_at IS NULL);

CREATE INDEX effect_counted ON simpul.effect USING btree (system, state, created_at);

CREATE UNIQUE INDEX effect_one_unsent_state ON simpul.effect USING btree (feed, record_key) WHERE ((mode = 'state'::text) AND (state = ANY (ARRAY['draft'::text, 'ready'::text])));

CREATE INDEX effect_open ON simpul.effect USING btree (system, state, id);

CREATE INDEX effect_record ON simpul.effect USING btree (feed, record_key);

CREATE INDEX effect_subject ON simpul.effect USING btree (subject_kind, subject_key);

CREATE UNIQUE INDEX errand_one_open ON simpul.errand USING btree (kind, target) WHERE (state = ANY (ARRAY['waiting'::text, 'taken'::text]));

CREATE INDEX errand_run ON simpul.errand USING btree (run_id);

CREATE INDEX errand_target ON simpul.errand USING btree (target, made_at);

CREATE INDEX invitation_open ON simpul.invitation USING btree (person_id) WHERE ((used_at IS NULL) AND (ended_at IS NULL));

CREATE INDEX job_awaiting ON simpul.job USING btree (made_at) WHERE (state = 'awaiting'::text);

CREATE INDEX job_case_state ON simpul.job_case USING btree (job_id, state);

CREATE INDEX mapping_version_feed ON simpul.mapping_version USING btree (feed, id);

CREATE INDEX mapping_version_seen ON simpul.mapping_version USING btree (feed, seen_at);

CREATE INDEX match_right ON simpul.match USING btree (right_feed, right_key);

CREATE INDEX match_state ON simpul.match USING btree (state, score DESC, id);

CREATE INDEX match_unlinking ON simpul.match USING btree (unlink_at) WHERE (state = 'unlinking'::text);

CREATE UNIQUE INDEX one_proposal ON simpul.decision USING btree (case_id) WHERE (four_eyes AND (approved_by IS NULL) AND (refused_by IS NULL) AND (undone_at IS NULL));

CREATE UNIQUE INDEX os_account_once ON simpul.os_account USING btree (os_user, username) WHERE (ended_at IS NULL);

CREATE INDEX os_account_username ON simpul.os_account USING btree (username);

CREATE INDEX page_digest ON simpul.page USING btree (feed, digest);

CREATE INDEX page_run ON simpul.page USING btree (run_id);

CREATE UNIQUE INDEX pause_one_open ON simpul.pause USING btree (target) WHERE (resumed_at IS NULL);

CREATE INDEX pause_target ON simpul.pause USING btree (target, made_at);

CREATE UNIQUE INDEX person_email ON simpul.person USING btree (lower(email)) WHERE (email IS NOT NULL);

CREATE INDEX person_mailbox ON simpul.person USING btree (mailbox) WHERE (mailbox IS NOT NULL);

CREATE INDEX person_same_as ON simpul.person USING btree (same_as) WHERE (same_as IS NOT NULL);

CREATE INDEX practice_person ON simpul.practice USING btree (person_id, exercise, id);

CREATE INDEX quarantine_counted ON simpul.quarantine USING btree (feed, rule, opened_at) WHERE (state = 'open'::text);

CREATE INDEX quarantine_of_record ON simpul.quarantine USING btree (feed, record_key);

CREATE INDEX quarantine_open ON simpul.quarantine USING btree (feed, rule) WHERE (state = 'open'::text);

CREATE INDEX quarantine_opened_at ON simpul.quarantine USING btree (opened_at);

CREATE INDEX quarantine_record ON simpul.quarantine USING btree (feed, record_key, field) WHERE (state = 'open'::text);

CREATE INDEX quarantine_run ON simpul.quarantine USING btree (run_id);

CREATE INDEX quarantine_settlement_of ON simpul.quarantine USING btree (settlement_id) WHERE (settlement_id IS NOT NULL);

CREATE INDEX quote_application ON simpul.quote USING btree (application_key);

CREATE INDEX quote_complaint ON simpul.quote USING btree (complaint_key);

CREATE INDEX receipt_effect ON simpul.receipt USING btree (effect_id);

CREATE INDEX receipt_reference ON simpul.receipt USING btree (reference) WHERE (reference <> ''::text);

CREATE INDEX rule_due_next ON simpul.rule_due USING btree (next_at);

CREATE INDEX run_counted ON simpul.run USING btree (kind, state);

CREATE INDEX run_target_latest ON simpul.run USING btree (target, id);

CREATE INDEX run_target_started ON simpul.run USING btree (target, started_at);

CREATE INDEX run_troubled ON simpul.run USING btree (started_at) WHERE (state = ANY (ARRAY['failed'::text, 'stopped'::text]));

CREATE INDEX session_open ON simpul.session USING btree (person_id) WHERE (ended_at IS NULL);

CREATE INDEX settlement_record ON simpul.quarantine_settlement USING btree (feed, record_key, field) WHERE (kind = 'correct'::text);

CREATE UNIQUE INDEX settlement_waiting ON simpul.quarantine_settlement USING btree (feed, rule, entry_id) NULLS NOT DISTINCT WHERE (four_eyes AND (approved_by IS NULL) AND (refused_by IS NULL));

CREATE INDEX sweep_range_run ON simpul.sweep_range USING btree (run_id);

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.account_change FOR EACH ROW WHEN ((new.approved_by IS NOT NULL)) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'made_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF made_by, approved_by ON simpul.balikan FOR EACH ROW WHEN ((new.approved_by IS NOT NULL)) EXECUTE FUNCTION simpul.by_another('made_by', 'approved_by', 'made_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.decision FOR EACH ROW WHEN ((new.approved_by IS NOT NULL)) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'decided_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.job FOR EACH ROW WHEN ((new.approved_by IS NOT NULL)) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'made_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF unlink_by, unlink_approved_by ON simpul.match FOR EACH ROW WHEN ((new.unlink_approved_by IS NOT NULL)) EXECUTE FUNCTION simpul.by_another('unlink_by', 'unlink_approved_by', 'unlink_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.quarantine_settlement FOR EACH ROW WHEN ((new.approved_by IS NOT NULL)) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'proposed_at');

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE OF actor, approved_by ON simpul.revert FOR EACH ROW WHEN ((new.approved_by IS NOT NULL)) EXECUTE FUNCTION simpul.by_another('actor', 'approved_by', 'made_at');

CREATE TRIGGER not_the_one_meant BEFORE INSERT OR UPDATE OF username, approved_by ON simpul.account_change FOR EACH ROW WHEN ((new.approved_by IS NOT NULL)) EXECUTE FUNCTION simpul.by_another('username', 'approved_by', 'made_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, made_at ON simpul.account_change FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'made_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF made_by, made_at ON simpul.balikan FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('made_by', 'approved_by', 'made_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, decided_at ON simpul.decision FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'decided_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, made_at ON simpul.job FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'made_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF unlink_by, unlink_at ON simpul.match FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('unlink_by', 'unlink_approved_by', 'unlink_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, proposed_at ON simpul.quarantine_settlement FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'proposed_at');

CREATE TRIGGER proposal_stays BEFORE UPDATE OF actor, made_at ON simpul.revert FOR EACH ROW EXECUTE FUNCTION simpul.proposal_stays('actor', 'approved_by', 'made_at');

ALTER TABLE ONLY simpul.account_change
    ADD CONSTRAINT account_change_username_fkey FOREIGN KEY (username) REFERENCES simpul.person(username);

ALTER TABLE ONLY simpul.alert_message
    ADD CONSTRAINT alert_message_route_id_fkey FOREIGN KEY (route_id) REFERENCES simpul.alert_route(id);

ALTER TABLE ONLY simpul.alert_told
    ADD CONSTRAINT alert_told_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES simpul.alert(id);

ALTER TABLE ONLY simpul.alert_told
    ADD CONSTRAINT alert_told_route_id_fkey FOREIGN KEY (route_id) REFERENCES simpul.alert_route(id);

ALTER TABLE ONLY simpul.balikan_row
    ADD CONSTRAINT balikan_row_balikan_id_fkey FOREIGN KEY (balikan_id) REFERENCES simpul.balikan(id);

ALTER TABLE ONLY simpul.brake
    ADD CONSTRAINT brake_run_id_fkey FOREIGN KEY (run_id) REFERENCES simpul.run(id);

ALTER TABLE ONLY simpul.case_note
    ADD CONSTRAINT case_note_case_id_fkey FOREIGN KEY (case_id) REFERENCES simpul.cases(id);

ALTER TABLE ONLY simpul.correction
    ADD CONSTRAINT correction_case_id_fkey FOREIGN KEY (case_id) REFERENCES simpul.cases(id);

ALTER TABLE ONLY simpul.decision
    ADD CONSTRAINT decision_case_id_fkey FOREIGN KEY (case_id) REFERENCES simpul.cases(id);

ALTER TABLE ONLY simpul.decision
    ADD CONSTRAINT decision_of_field FOREIGN KEY (case_id, field) REFERENCES simpul.cases(id, field) NOT VALID;

ALTER TABLE ONLY simpul.effect
    ADD CONSTRAINT effect_case_id_fkey FOREIGN KEY (case_id) REFERENCES simpul.cases(id);

ALTER TABLE ONLY simpul.effect
    ADD CONSTRAINT effect_decision_stands FOREIGN KEY (decision_id, decision_stands) REFERENCES simpul.decision(id, stands);

ALTER TABLE ONLY simpul.invitation
    ADD CONSTRAINT invitation_person_id_fkey FOREIGN KEY (person_id) REFERENCES simpul.person(id);

ALTER TABLE ONLY simpul.job_case
    ADD CONSTRAINT job_case_case_id_fkey FOREIGN KEY (case_id) REFERENCES simpul.cases(id);

ALTER TABLE ONLY simpul.job_case
    ADD CONSTRAINT job_case_job_id_fkey FOREIGN KEY (job_id) REFERENCES simpul.job(id);

ALTER TABLE ONLY simpul.os_account
    ADD CONSTRAINT os_account_username_fkey FOREIGN KEY (username) REFERENCES simpul.person(username);

ALTER TABLE ONLY simpul.page
    ADD CONSTRAINT page_run_id_fkey FOREIGN KEY (run_id) REFERENCES simpul.run(id);

ALTER TABLE ONLY simpul.person
    ADD CONSTRAINT person_same_as_fkey FOREIGN KEY (same_as) REFERENCES simpul.person(username);

ALTER TABLE ONLY simpul.person
    ADD CONSTRAINT person_unit_fkey FOREIGN KEY (unit) REFERENCES simpul.unit(code);

ALTER TABLE ONLY simpul.practice
    ADD CONSTRAINT practice_person_id_fkey FOREIGN KEY (person_id) REFERENCES simpul.person(id);

ALTER TABLE ONLY simpul.quarantine
    ADD CONSTRAINT quarantine_page_id_fkey FOREIGN KEY (page_id) REFERENCES simpul.page(id);

ALTER TABLE ONLY simpul.quarantine
    ADD CONSTRAINT quarantine_run_id_fkey FOREIGN KEY (run_id) REFERENCES simpul.run(id);

ALTER TABLE ONLY simpul.quarantine
    ADD CONSTRAINT quarantine_settled FOREIGN KEY (settlement_id, settlement_stands) REFERENCES simpul.quarantine_settlement(id, stands);

ALTER TABLE ONLY simpul.receipt
    ADD CONSTRAINT receipt_effect_id_fkey FOREIGN KEY (effect_id) REFERENCES simpul.effect(id);

ALTER TABLE ONLY simpul.run_progress
    ADD CONSTRAINT run_progress_run_id_fkey FOREIGN KEY (run_id) REFERENCES simpul.run(id) ON DELETE CASCADE;

ALTER TABLE ONLY simpul.session
    ADD CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES simpul.person(id);

ALTER TABLE ONLY simpul.signin_pair
    ADD CONSTRAINT signin_pair_person_id_fkey FOREIGN KEY (person_id) REFERENCES simpul.person(id);

ALTER TABLE history.antrean_cetak ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.berkas_masuk ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.keluarga ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.penduduk ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.pengaduan ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.peristiwa ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.permohonan ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.persyaratan ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.serah_terima ENABLE ROW LEVEL SECURITY;

CREATE POLICY simpul_city ON history.antrean_cetak TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.berkas_masuk TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.keluarga TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.penduduk TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.pengaduan TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.peristiwa TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.permohonan TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.persyaratan TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.serah_terima TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.tahapan TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.tindak_lanjut TO simpul_city USING (true);

CREATE POLICY simpul_city ON history.verifikasi TO simpul_city USING (true);

CREATE POLICY simpul_officer ON history.antrean_cetak TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = antrean_cetak.nik)))) OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = antrean_cetak.nik)))));

CREATE POLICY simpul_officer ON history.berkas_masuk TO simpul_officer USING ((("left"(kode_kelurahan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = berkas_masuk.nik)))) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'keluarga'::text) AND (s.subject_key = berkas_masuk.no_kk))))));

CREATE POLICY simpul_officer ON history.keluarga TO simpul_officer USING ((("left"(kode_kelurahan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'keluarga'::text) AND (s.subject_key = keluarga.no_kk))))));

CREATE POLICY simpul_officer ON history.penduduk TO simpul_officer USING ((("left"(kode_kelurahan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = penduduk.nik)))) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'keluarga'::text) AND (s.subject_key = penduduk.no_kk))))));

CREATE POLICY simpul_officer ON history.pengaduan TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'pengaduan'::text) AND (s.subject_key = pengaduan.id_pengaduan)))) OR (EXISTS ( SELECT
   FROM seen.pengaduan s
  WHERE (s.id_pengaduan = pengaduan.id_pengaduan)))));

CREATE POLICY simpul_officer ON history.peristiwa TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = peristiwa.nik)))) OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = peristiwa.nik)))));

CREATE POLICY simpul_officer ON history.permohonan TO simpul_officer USING ((("left"(kode_kecamatan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = permohonan.nik)))) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'permohonan'::text) AND (s.subject_key = permohonan.nomor_permohonan))))));

CREATE POLICY simpul_officer ON history.persyaratan TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'permohonan'::text) AND (s.subject_key = persyaratan.nomor_permohonan)))) OR (EXISTS ( SELECT
   FROM seen.permohonan s
  WHERE (s.nomor_permohonan = persyaratan.nomor_permohonan)))));

CREATE POLICY simpul_officer ON history.serah_terima TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = serah_terima.nik)))) OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = serah_terima.nik)))));

CREATE POLICY simpul_officer ON history.tahapan TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'permohonan'::text) AND (s.subject_key = tahapan.nomor_permohonan)))) OR (EXISTS ( SELECT
   FROM seen.permohonan s
  WHERE (s.nomor_permohonan = tahapan.nomor_permohonan)))));

CREATE POLICY simpul_officer ON history.tindak_lanjut TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'pengaduan'::text) AND (s.subject_key = tindak_lanjut.id_pengaduan)))) OR (EXISTS ( SELECT
   FROM seen.pengaduan s
  WHERE (s.id_pengaduan = tindak_lanjut.id_pengaduan)))));

CREATE POLICY simpul_officer ON history.verifikasi TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = verifikasi.nik)))) OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = verifikasi.nik)))));

CREATE POLICY simpul_whole ON history.antrean_cetak TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.berkas_masuk TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.keluarga TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.penduduk TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.pengaduan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.peristiwa TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.permohonan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.persyaratan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.serah_terima TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.tahapan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.tindak_lanjut TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON history.verifikasi TO simpul_whole USING (true);

ALTER TABLE history.tahapan ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.tindak_lanjut ENABLE ROW LEVEL SECURITY;

ALTER TABLE history.verifikasi ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.antrean_cetak ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.berkas_masuk ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.keluarga ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.penduduk ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.pengaduan ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.peristiwa ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.permohonan ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.persyaratan ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.serah_terima ENABLE ROW LEVEL SECURITY;

CREATE POLICY simpul_city ON mirror.antrean_cetak TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.berkas_masuk TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.keluarga TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.penduduk TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.pengaduan TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.peristiwa TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.permohonan TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.persyaratan TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.serah_terima TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.tahapan TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.tindak_lanjut TO simpul_city USING (true);

CREATE POLICY simpul_city ON mirror.verifikasi TO simpul_city USING (true);

CREATE POLICY simpul_officer ON mirror.antrean_cetak TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = antrean_cetak.nik)))) OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = antrean_cetak.nik)))));

CREATE POLICY simpul_officer ON mirror.berkas_masuk TO simpul_officer USING ((("left"(kode_kelurahan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = berkas_masuk.nik)))) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'keluarga'::text) AND (s.subject_key = berkas_masuk.no_kk))))));

CREATE POLICY simpul_officer ON mirror.keluarga TO simpul_officer USING ((("left"(kode_kelurahan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'keluarga'::text) AND (s.subject_key = keluarga.no_kk))))));

CREATE POLICY simpul_officer ON mirror.penduduk TO simpul_officer USING ((("left"(kode_kelurahan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = penduduk.nik)))) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'keluarga'::text) AND (s.subject_key = penduduk.no_kk))))));

CREATE POLICY simpul_officer ON mirror.pengaduan TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'pengaduan'::text) AND (s.subject_key = pengaduan.id_pengaduan)))) OR (EXISTS ( SELECT
   FROM seen.pengaduan s
  WHERE (s.id_pengaduan = pengaduan.id_pengaduan)))));

CREATE POLICY simpul_officer ON mirror.peristiwa TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = peristiwa.nik)))) OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = peristiwa.nik)))));

CREATE POLICY simpul_officer ON mirror.permohonan TO simpul_officer USING ((("left"(kode_kecamatan, 6) = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = permohonan.nik)))) OR (EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'permohonan'::text) AND (s.subject_key = permohonan.nomor_permohonan))))));

CREATE POLICY simpul_officer ON mirror.persyaratan TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'permohonan'::text) AND (s.subject_key = persyaratan.nomor_permohonan)))) OR (EXISTS ( SELECT
   FROM seen.permohonan s
  WHERE (s.nomor_permohonan = persyaratan.nomor_permohonan)))));

CREATE POLICY simpul_officer ON mirror.serah_terima TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = serah_terima.nik)))) OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = serah_terima.nik)))));

CREATE POLICY simpul_officer ON mirror.tahapan TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'permohonan'::text) AND (s.subject_key = tahapan.nomor_permohonan)))) OR (EXISTS ( SELECT
   FROM seen.permohonan s
  WHERE (s.nomor_permohonan = tahapan.nomor_permohonan)))));

CREATE POLICY simpul_officer ON mirror.tindak_lanjut TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'pengaduan'::text) AND (s.subject_key = tindak_lanjut.id_pengaduan)))) OR (EXISTS ( SELECT
   FROM seen.pengaduan s
  WHERE (s.id_pengaduan = tindak_lanjut.id_pengaduan)))));

CREATE POLICY simpul_officer ON mirror.verifikasi TO simpul_officer USING (((EXISTS ( SELECT
   FROM seen.cases s
  WHERE ((s.subject_kind = 'penduduk'::text) AND (s.subject_key = verifikasi.nik)))) OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = verifikasi.nik)))));

CREATE POLICY simpul_whole ON mirror.antrean_cetak TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.berkas_masuk TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.keluarga TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.penduduk TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.pengaduan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.peristiwa TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.permohonan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.persyaratan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.serah_terima TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.tahapan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.tindak_lanjut TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON mirror.verifikasi TO simpul_whole USING (true);

ALTER TABLE mirror.tahapan ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.tindak_lanjut ENABLE ROW LEVEL SECURITY;

ALTER TABLE mirror.verifikasi ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.apart ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.balikan ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.balikan_row ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.base ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.brake ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.case_note ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.cases ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.correction ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.decision ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.effect ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.job ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.job_case ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.match ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.match_seen ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.page_body ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.quarantine ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.quarantine_settlement ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.receipt ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.report_count ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.revert ENABLE ROW LEVEL SECURITY;

ALTER TABLE simpul.rule_due ENABLE ROW LEVEL SECURITY;

CREATE POLICY simpul_city ON simpul.apart TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.balikan TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.balikan_row TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.base TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.brake TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.case_note TO simpul_city USING ((EXISTS ( SELECT
   FROM seen.cases s
  WHERE (s.id = case_note.case_id))));

CREATE POLICY simpul_city ON simpul.cases TO simpul_city USING (((true OR (kecamatan = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[]))) AND (( SELECT (current_setting('simpul.offices'::text, true) = '*'::text)) OR (owner = ANY (( SELECT string_to_array(current_setting('simpul.offices'::text, true), ','::text) AS string_to_array)::text[])) OR (lower(assignee) = ( SELECT current_setting('simpul.person'::text, true) AS current_setting)))));

CREATE POLICY simpul_city ON simpul.correction TO simpul_city USING ((EXISTS ( SELECT
   FROM seen.cases s
  WHERE (s.id = correction.case_id))));

CREATE POLICY simpul_city ON simpul.decision TO simpul_city USING (
CASE
    WHEN (case_id IS NOT NULL) THEN (EXISTS ( SELECT
       FROM seen.cases s
      WHERE (s.id = decision.case_id)))
    ELSE true
END);

CREATE POLICY simpul_city ON simpul.effect TO simpul_city USING (
CASE
    WHEN (case_id IS NOT NULL) THEN (EXISTS ( SELECT
       FROM seen.cases s
      WHERE (s.id = effect.case_id)))
    ELSE (true OR (EXISTS ( SELECT
       FROM seen.penduduk s
      WHERE (s.nik = effect.subject_key))) OR (EXISTS ( SELECT
       FROM seen.permohonan s
      WHERE (s.nomor_permohonan = effect.subject_key))))
END);

CREATE POLICY simpul_city ON simpul.job TO simpul_city USING (((actor = ( SELECT current_setting('simpul.person'::text, true) AS current_setting)) OR (EXISTS ( SELECT
   FROM simpul.job_case s
  WHERE (s.job_id = job.id)))));

CREATE POLICY simpul_city ON simpul.job_case TO simpul_city USING ((EXISTS ( SELECT
   FROM seen.cases s
  WHERE (s.id = job_case.case_id))));

CREATE POLICY simpul_city ON simpul.match TO simpul_city USING ((true OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = match.right_key))) OR (EXISTS ( SELECT
   FROM seen.permohonan s
  WHERE (s.nomor_permohonan = match.right_key)))));

CREATE POLICY simpul_city ON simpul.match_seen TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.page_body TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.quarantine TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.quarantine_settlement TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.receipt TO simpul_city USING ((EXISTS ( SELECT
   FROM simpul.effect s
  WHERE (s.id = receipt.effect_id))));

CREATE POLICY simpul_city ON simpul.report_count TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.revert TO simpul_city USING (true);

CREATE POLICY simpul_city ON simpul.rule_due TO simpul_city USING (true);

CREATE POLICY simpul_officer ON simpul.apart TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.balikan TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.balikan_row TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.base TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.brake TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.case_note TO simpul_officer USING ((EXISTS ( SELECT
   FROM seen.cases s
  WHERE (s.id = case_note.case_id))));

CREATE POLICY simpul_officer ON simpul.cases TO simpul_officer USING (((false OR (kecamatan = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[]))) AND (( SELECT (current_setting('simpul.offices'::text, true) = '*'::text)) OR (owner = ANY (( SELECT string_to_array(current_setting('simpul.offices'::text, true), ','::text) AS string_to_array)::text[])) OR (lower(assignee) = ( SELECT current_setting('simpul.person'::text, true) AS current_setting)))));

CREATE POLICY simpul_officer ON simpul.correction TO simpul_officer USING ((EXISTS ( SELECT
   FROM seen.cases s
  WHERE (s.id = correction.case_id))));

CREATE POLICY simpul_officer ON simpul.decision TO simpul_officer USING (
CASE
    WHEN (case_id IS NOT NULL) THEN (EXISTS ( SELECT
       FROM seen.cases s
      WHERE (s.id = decision.case_id)))
    ELSE false
END);

CREATE POLICY simpul_officer ON simpul.effect TO simpul_officer USING (
CASE
    WHEN (case_id IS NOT NULL) THEN (EXISTS ( SELECT
       FROM seen.cases s
      WHERE (s.id = effect.case_id)))
    ELSE (false OR (EXISTS ( SELECT
       FROM seen.penduduk s
      WHERE (s.nik = effect.subject_key))) OR (EXISTS ( SELECT
       FROM seen.permohonan s
      WHERE (s.nomor_permohonan = effect.subject_key))))
END);

CREATE POLICY simpul_officer ON simpul.job TO simpul_officer USING (((actor = ( SELECT current_setting('simpul.person'::text, true) AS current_setting)) OR (EXISTS ( SELECT
   FROM simpul.job_case s
  WHERE (s.job_id = job.id)))));

CREATE POLICY simpul_officer ON simpul.job_case TO simpul_officer USING ((EXISTS ( SELECT
   FROM seen.cases s
  WHERE (s.id = job_case.case_id))));

CREATE POLICY simpul_officer ON simpul.match TO simpul_officer USING ((false OR (EXISTS ( SELECT
   FROM seen.penduduk s
  WHERE (s.nik = match.right_key))) OR (EXISTS ( SELECT
   FROM seen.permohonan s
  WHERE (s.nomor_permohonan = match.right_key)))));

CREATE POLICY simpul_officer ON simpul.match_seen TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.page_body TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.quarantine TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.quarantine_settlement TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.receipt TO simpul_officer USING ((EXISTS ( SELECT
   FROM simpul.effect s
  WHERE (s.id = receipt.effect_id))));

CREATE POLICY simpul_officer ON simpul.report_count TO simpul_officer USING (((kecamatan = ANY (( SELECT string_to_array(current_setting('simpul.kecamatan'::text, true), ','::text) AS string_to_array)::text[])) OR (kecamatan = '*'::text)));

CREATE POLICY simpul_officer ON simpul.revert TO simpul_officer USING (false);

CREATE POLICY simpul_officer ON simpul.rule_due TO simpul_officer USING (false);

CREATE POLICY simpul_whole ON simpul.apart TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.balikan TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.balikan_row TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.base TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.brake TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.case_note TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.cases TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.correction TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.decision TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.effect TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.job TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.job_case TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.match TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.match_seen TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.page_body TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.quarantine TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.quarantine_settlement TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.receipt TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.report_count TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.revert TO simpul_whole USING (true);

CREATE POLICY simpul_whole ON simpul.rule_due TO simpul_whole USING (true);

GRANT USAGE ON SCHEMA history TO simpul_officer;
GRANT USAGE ON SCHEMA history TO simpul_city;
GRANT USAGE ON SCHEMA history TO simpul_whole;

GRANT USAGE ON SCHEMA mirror TO simpul_officer;
GRANT USAGE ON SCHEMA mirror TO simpul_city;
GRANT USAGE ON SCHEMA mirror TO simpul_whole;

GRANT USAGE ON SCHEMA rule TO simpul_rule;
GRANT USAGE ON SCHEMA rule TO simpul_officer;
GRANT USAGE ON SCHEMA rule TO simpul_city;
GRANT USAGE ON SCHEMA rule TO simpul_whole;

GRANT USAGE ON SCHEMA seen TO simpul_officer;
GRANT USAGE ON SCHEMA seen TO simpul_city;
GRANT USAGE ON SCHEMA seen TO simpul_whole;

GRANT USAGE ON SCHEMA simpul TO simpul_officer;
GRANT USAGE ON SCHEMA simpul TO simpul_city;
GRANT USAGE ON SCHEMA simpul TO simpul_whole;

REVOKE ALL ON FUNCTION rule.awal_hari_kerja(number integer) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.awal_hari_kerja(number integer) TO simpul_rule;
GRANT ALL ON FUNCTION rule.awal_hari_kerja(number integer) TO simpul_officer;
GRANT ALL ON FUNCTION rule.awal_hari_kerja(number integer) TO simpul_city;
GRANT ALL ON FUNCTION rule.awal_hari_kerja(number integer) TO simpul_whole;

REVOKE ALL ON FUNCTION rule.bangunkan(rule_sql text, most bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION rule.nomor_hari(a timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.nomor_hari(a timestamp with time zone) TO simpul_rule;
GRANT ALL ON FUNCTION rule.nomor_hari(a timestamp with time zone) TO simpul_officer;
GRANT ALL ON FUNCTION rule.nomor_hari(a timestamp with time zone) TO simpul_city;
GRANT ALL ON FUNCTION rule.nomor_hari(a timestamp with time zone) TO simpul_whole;

REVOKE ALL ON FUNCTION rule.batas_hari_kerja(a timestamp with time zone, n integer) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.batas_hari_kerja(a timestamp with time zone, n integer) TO simpul_rule;
GRANT ALL ON FUNCTION rule.batas_hari_kerja(a timestamp with time zone, n integer) TO simpul_officer;
GRANT ALL ON FUNCTION rule.batas_hari_kerja(a timestamp with time zone, n integer) TO simpul_city;
GRANT ALL ON FUNCTION rule.batas_hari_kerja(a timestamp with time zone, n integer) TO simpul_whole;

REVOKE ALL ON FUNCTION rule.hari_kerja_antara(a timestamp with time zone, b timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.hari_kerja_antara(a timestamp with time zone, b timestamp with time zone) TO simpul_rule;
GRANT ALL ON FUNCTION rule.hari_kerja_antara(a timestamp with time zone, b timestamp with time zone) TO simpul_officer;
GRANT ALL ON FUNCTION rule.hari_kerja_antara(a timestamp with time zone, b timestamp with time zone) TO simpul_city;
GRANT ALL ON FUNCTION rule.hari_kerja_antara(a timestamp with time zone, b timestamp with time zone) TO simpul_whole;

REVOKE ALL ON FUNCTION rule.jalankan(rule_sql text, most bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION rule.memuat_nik(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.memuat_nik(words text) TO simpul_rule;
GRANT ALL ON FUNCTION rule.memuat_nik(words text) TO simpul_officer;
GRANT ALL ON FUNCTION rule.memuat_nik(words text) TO simpul_city;
GRANT ALL ON FUNCTION rule.memuat_nik(words text) TO simpul_whole;

REVOKE ALL ON FUNCTION rule.memuat_telepon(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.memuat_telepon(words text) TO simpul_rule;
GRANT ALL ON FUNCTION rule.memuat_telepon(words text) TO simpul_officer;
GRANT ALL ON FUNCTION rule.memuat_telepon(words text) TO simpul_city;
GRANT ALL ON FUNCTION rule.memuat_telepon(words text) TO simpul_whole;

REVOKE ALL ON FUNCTION rule.nik_sah(value text) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.nik_sah(value text) TO simpul_rule;
GRANT ALL ON FUNCTION rule.nik_sah(value text) TO simpul_officer;
GRANT ALL ON FUNCTION rule.nik_sah(value text) TO simpul_city;
GRANT ALL ON FUNCTION rule.nik_sah(value text) TO simpul_whole;

REVOKE ALL ON FUNCTION rule.sekarang() FROM PUBLIC;
GRANT ALL ON FUNCTION rule.sekarang() TO simpul_rule;
GRANT ALL ON FUNCTION rule.sekarang() TO simpul_officer;
GRANT ALL ON FUNCTION rule.sekarang() TO simpul_city;
GRANT ALL ON FUNCTION rule.sekarang() TO simpul_whole;

REVOKE ALL ON FUNCTION rule.sesudah_hari_kerja(a timestamp with time zone, n integer) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.sesudah_hari_kerja(a timestamp with time zone, n integer) TO simpul_rule;
GRANT ALL ON FUNCTION rule.sesudah_hari_kerja(a timestamp with time zone, n integer) TO simpul_officer;
GRANT ALL ON FUNCTION rule.sesudah_hari_kerja(a timestamp with time zone, n integer) TO simpul_city;
GRANT ALL ON FUNCTION rule.sesudah_hari_kerja(a timestamp with time zone, n integer) TO simpul_whole;

REVOKE ALL ON FUNCTION rule.waktu_versi(version text) FROM PUBLIC;
GRANT ALL ON FUNCTION rule.waktu_versi(version text) TO simpul_rule;
GRANT ALL ON FUNCTION rule.waktu_versi(version text) TO simpul_officer;
GRANT ALL ON FUNCTION rule.waktu_versi(version text) TO simpul_city;
GRANT ALL ON FUNCTION rule.waktu_versi(version text) TO simpul_whole;

GRANT SELECT ON TABLE history.antrean_cetak TO simpul_officer;
GRANT SELECT ON TABLE history.antrean_cetak TO simpul_city;
GRANT SELECT ON TABLE history.antrean_cetak TO simpul_whole;

GRANT SELECT ON TABLE history.berkas_masuk TO simpul_officer;
GRANT SELECT ON TABLE history.berkas_masuk TO simpul_city;
GRANT SELECT ON TABLE history.berkas_masuk TO simpul_whole;

GRANT SELECT ON TABLE history.keluarga TO simpul_officer;
GRANT SELECT ON TABLE history.keluarga TO simpul_city;
GRANT SELECT ON TABLE history.keluarga TO simpul_whole;

GRANT SELECT ON TABLE history.penduduk TO simpul_officer;
GRANT SELECT ON TABLE history.penduduk TO simpul_city;
GRANT SELECT ON TABLE history.penduduk TO simpul_whole;

GRANT SELECT ON TABLE history.pengaduan TO simpul_officer;
GRANT SELECT ON TABLE history.pengaduan TO simpul_city;
GRANT SELECT ON TABLE history.pengaduan TO simpul_whole;

GRANT SELECT ON TABLE history.peristiwa TO simpul_officer;
GRANT SELECT ON TABLE history.peristiwa TO simpul_city;
GRANT SELECT ON TABLE history.peristiwa TO simpul_whole;

GRANT SELECT ON TABLE history.permohonan TO simpul_officer;
GRANT SELECT ON TABLE history.permohonan TO simpul_city;
GRANT SELECT ON TABLE history.permohonan TO simpul_whole;

GRANT SELECT ON TABLE history.persyaratan TO simpul_officer;
GRANT SELECT ON TABLE history.persyaratan TO simpul_city;
GRANT SELECT ON TABLE history.persyaratan TO simpul_whole;

GRANT SELECT ON TABLE history.serah_terima TO simpul_officer;
GRANT SELECT ON TABLE history.serah_terima TO simpul_city;
GRANT SELECT ON TABLE history.serah_terima TO simpul_whole;

GRANT SELECT ON TABLE history.stok_blangko TO simpul_officer;
GRANT SELECT ON TABLE history.stok_blangko TO simpul_city;
GRANT SELECT ON TABLE history.stok_blangko TO simpul_whole;

GRANT SELECT ON TABLE history.tahapan TO simpul_officer;
GRANT SELECT ON TABLE history.tahapan TO simpul_city;
GRANT SELECT ON TABLE history.tahapan TO simpul_whole;

GRANT SELECT ON TABLE history.tindak_lanjut TO simpul_officer;
GRANT SELECT ON TABLE history.tindak_lanjut TO simpul_city;
GRANT SELECT ON TABLE history.tindak_lanjut TO simpul_whole;

GRANT SELECT ON TABLE history.verifikasi TO simpul_officer;
GRANT SELECT ON TABLE history.verifikasi TO simpul_city;
GRANT SELECT ON TABLE history.verifikasi TO simpul_whole;

GRANT SELECT ON TABLE mirror.antrean_cetak TO simpul_officer;
GRANT SELECT ON TABLE mirror.antrean_cetak TO simpul_city;
GRANT SELECT ON TABLE mirror.antrean_cetak TO simpul_whole;

GRANT SELECT ON TABLE mirror.berkas_masuk TO simpul_officer;
GRANT SELECT ON TABLE mirror.berkas_masuk TO simpul_city;
GRANT SELECT ON TABLE mirror.berkas_masuk TO simpul_whole;

GRANT SELECT ON TABLE mirror.keluarga TO simpul_officer;
GRANT SELECT ON TABLE mirror.keluarga TO simpul_city;
GRANT SELECT ON TABLE mirror.keluarga TO simpul_whole;

GRANT SELECT ON TABLE mirror.penduduk TO simpul_officer;
GRANT SELECT ON TABLE mirror.penduduk TO simpul_city;
GRANT SELECT ON TABLE mirror.penduduk TO simpul_whole;

GRANT SELECT ON TABLE mirror.pengaduan TO simpul_officer;
GRANT SELECT ON TABLE mirror.pengaduan TO simpul_city;
GRANT SELECT ON TABLE mirror.pengaduan TO simpul_whole;

GRANT SELECT ON TABLE mirror.peristiwa TO simpul_officer;
GRANT SELECT ON TABLE mirror.peristiwa TO simpul_city;
GRANT SELECT ON TABLE mirror.peristiwa TO simpul_whole;

GRANT SELECT ON TABLE mirror.permohonan TO simpul_officer;
GRANT SELECT ON TABLE mirror.permohonan TO simpul_city;
GRANT SELECT ON TABLE mirror.permohonan TO simpul_whole;

GRANT SELECT ON TABLE mirror.persyaratan TO simpul_officer;
GRANT SELECT ON TABLE mirror.persyaratan TO simpul_city;
GRANT SELECT ON TABLE mirror.persyaratan TO simpul_whole;

GRANT SELECT ON TABLE mirror.serah_terima TO simpul_officer;
GRANT SELECT ON TABLE mirror.serah_terima TO simpul_city;
GRANT SELECT ON TABLE mirror.serah_terima TO simpul_whole;

GRANT SELECT ON TABLE mirror.stok_blangko TO simpul_officer;
GRANT SELECT ON TABLE mirror.stok_blangko TO simpul_city;
GRANT SELECT ON TABLE mirror.stok_blangko TO simpul_whole;

GRANT SELECT ON TABLE mirror.tahapan TO simpul_officer;
GRANT SELECT ON TABLE mirror.tahapan TO simpul_city;
GRANT SELECT ON TABLE mirror.tahapan TO simpul_whole;

GRANT SELECT ON TABLE mirror.tindak_lanjut TO simpul_officer;
GRANT SELECT ON TABLE mirror.tindak_lanjut TO simpul_city;
GRANT SELECT ON TABLE mirror.tindak_lanjut TO simpul_whole;

GRANT SELECT ON TABLE mirror.verifikasi TO simpul_officer;
GRANT SELECT ON TABLE mirror.verifikasi TO simpul_city;
GRANT SELECT ON TABLE mirror.verifikasi TO simpul_whole;

GRANT SELECT ON TABLE rule.antrean_cetak TO simpul_rule;

GRANT SELECT ON TABLE rule.antrean_cetak_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.berkas_masuk TO simpul_rule;

GRANT SELECT ON TABLE rule.berkas_masuk_lama TO simpul_rule;

GRANT SELECT ON TABLE simpul.workday TO simpul_officer;
GRANT SELECT ON TABLE simpul.workday TO simpul_city;
GRANT SELECT ON TABLE simpul.workday TO simpul_whole;

GRANT SELECT ON TABLE rule.hari_kerja TO simpul_rule;

GRANT SELECT ON TABLE rule.jam_pengaduan TO simpul_rule;

GRANT SELECT ON TABLE rule.jam_permohonan TO simpul_rule;

GRANT SELECT ON TABLE rule.jawaban TO simpul_rule;

GRANT SELECT ON TABLE rule.keluarga TO simpul_rule;

GRANT SELECT ON TABLE rule.keluarga_lama TO simpul_rule;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.effect TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.effect TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.effect TO simpul_whole;

GRANT SELECT ON TABLE rule.kiriman TO simpul_rule;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.quote TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.quote TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.quote TO simpul_whole;

GRANT SELECT ON TABLE rule.kutipan TO simpul_rule;

GRANT SELECT ON TABLE rule.penduduk TO simpul_rule;

GRANT SELECT ON TABLE rule.penduduk_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.pengaduan TO simpul_rule;

GRANT SELECT ON TABLE rule.pengaduan_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.peristiwa TO simpul_rule;

GRANT SELECT ON TABLE rule.peristiwa_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.permohonan TO simpul_rule;

GRANT SELECT ON TABLE rule.permohonan_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.persyaratan TO simpul_rule;

GRANT SELECT ON TABLE rule.persyaratan_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.serah_terima TO simpul_rule;

GRANT SELECT ON TABLE rule.serah_terima_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.stok_blangko TO simpul_rule;

GRANT SELECT ON TABLE rule.stok_blangko_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.tahapan TO simpul_rule;

GRANT SELECT ON TABLE rule.tahapan_lama TO simpul_rule;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.match TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.match TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.match TO simpul_whole;

GRANT SELECT ON TABLE rule.tautan TO simpul_rule;

GRANT SELECT ON TABLE rule.tindak_lanjut TO simpul_rule;

GRANT SELECT ON TABLE rule.tindak_lanjut_lama TO simpul_rule;

GRANT SELECT ON TABLE rule.verifikasi TO simpul_rule;

GRANT SELECT ON TABLE rule.verifikasi_lama TO simpul_rule;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.cases TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.cases TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.cases TO simpul_whole;

GRANT SELECT ON TABLE seen.cases TO simpul_officer;
GRANT SELECT ON TABLE seen.cases TO simpul_city;
GRANT SELECT ON TABLE seen.cases TO simpul_whole;

GRANT SELECT ON TABLE seen.keluarga TO simpul_officer;
GRANT SELECT ON TABLE seen.keluarga TO simpul_city;
GRANT SELECT ON TABLE seen.keluarga TO simpul_whole;

GRANT SELECT ON TABLE seen.penduduk TO simpul_officer;
GRANT SELECT ON TABLE seen.penduduk TO simpul_city;
GRANT SELECT ON TABLE seen.penduduk TO simpul_whole;

GRANT SELECT ON TABLE seen.pengaduan TO simpul_officer;
GRANT SELECT ON TABLE seen.pengaduan TO simpul_city;
GRANT SELECT ON TABLE seen.pengaduan TO simpul_whole;

GRANT SELECT ON TABLE seen.permohonan TO simpul_officer;
GRANT SELECT ON TABLE seen.permohonan TO simpul_city;
GRANT SELECT ON TABLE seen.permohonan TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.access TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.access TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.access TO simpul_whole;

GRANT SELECT ON TABLE simpul.account_change TO simpul_officer;
GRANT SELECT ON TABLE simpul.account_change TO simpul_city;
GRANT SELECT ON TABLE simpul.account_change TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_message TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_message TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_message TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_route TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_route TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_route TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_silence TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_silence TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_silence TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_told TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_told TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.alert_told TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.apart TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.apart TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.apart TO simpul_whole;

GRANT SELECT,INSERT ON TABLE simpul.audit TO simpul_officer;
GRANT SELECT,INSERT ON TABLE simpul.audit TO simpul_city;
GRANT SELECT,INSERT ON TABLE simpul.audit TO simpul_whole;

GRANT SELECT,INSERT ON TABLE simpul.audit_head TO simpul_officer;
GRANT SELECT,INSERT ON TABLE simpul.audit_head TO simpul_city;
GRANT SELECT,INSERT ON TABLE simpul.audit_head TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.balikan TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.balikan TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.balikan TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.balikan_row TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.balikan_row TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.balikan_row TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.base TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.base TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.base TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.brake TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.brake TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.brake TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.case_note TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.case_note TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.case_note TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.correction TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.correction TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.correction TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.cursor TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.cursor TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.cursor TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.decision TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.decision TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.decision TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.delegation TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.delegation TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.delegation TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.dirty TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.dirty TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.dirty TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.disruption TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.disruption TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.disruption TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.errand TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.errand TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.errand TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.feed_field TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.feed_field TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.feed_field TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.heartbeat TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.heartbeat TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.heartbeat TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.job TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.job TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.job TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.job_case TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.job_case TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.job_case TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.lease TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.lease TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.lease TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.link_check TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.link_check TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.link_check TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.link_state TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.link_state TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.link_state TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.mapping_version TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.mapping_version TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.mapping_version TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.match_seen TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.match_seen TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.match_seen TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.notice TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.notice TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.notice TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.page TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.page TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.page TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.page_body TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.page_body TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.page_body TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.pairing TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.pairing TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.pairing TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.pause TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.pause TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.pause TO simpul_whole;

GRANT SELECT(id) ON TABLE simpul.person TO simpul_officer;
GRANT SELECT(id) ON TABLE simpul.person TO simpul_city;
GRANT SELECT(id) ON TABLE simpul.person TO simpul_whole;

GRANT SELECT(username) ON TABLE simpul.person TO simpul_officer;
GRANT SELECT(username) ON TABLE simpul.person TO simpul_city;
GRANT SELECT(username) ON TABLE simpul.person TO simpul_whole;

GRANT SELECT(name) ON TABLE simpul.person TO simpul_officer;
GRANT SELECT(name) ON TABLE simpul.person TO simpul_city;
GRANT SELECT(name) ON TABLE simpul.person TO simpul_whole;

GRANT SELECT(unit) ON TABLE simpul.person TO simpul_officer;
GRANT SELECT(unit) ON TABLE simpul.person TO simpul_city;
GRANT SELECT(unit) ON TABLE simpul.person TO simpul_whole;

GRANT SELECT(roles) ON TABLE simpul.person TO simpul_officer;
GRANT SELECT(roles) ON TABLE simpul.person TO simpul_city;
GRANT SELECT(roles) ON TABLE simpul.person TO simpul_whole;

GRANT SELECT(ended_at) ON TABLE simpul.person TO simpul_officer;
GRANT SELECT(ended_at) ON TABLE simpul.person TO simpul_city;
GRANT SELECT(ended_at) ON TABLE simpul.person TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.practice TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.practice TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.practice TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.quarantine TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.quarantine TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.quarantine TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.quarantine_settlement TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.quarantine_settlement TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.quarantine_settlement TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.receipt TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.receipt TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.receipt TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.report_count TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.report_count TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.report_count TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.report_kept TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.report_kept TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.report_kept TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.revert TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.revert TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.revert TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.rule_due TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.rule_due TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.rule_due TO simpul_whole;

GRANT SELECT,INSERT,UPDATE ON TABLE simpul.run TO simpul_officer;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.run TO simpul_city;
GRANT SELECT,INSERT,UPDATE ON TABLE simpul.run TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.run_progress TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.run_progress TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.run_progress TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.saved_view TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.saved_view TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.saved_view TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.sweep_range TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.sweep_range TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.sweep_range TO simpul_whole;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.sweep_row TO simpul_officer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.sweep_row TO simpul_city;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE simpul.sweep_row TO simpul_whole;

GRANT SELECT ON TABLE simpul.unit TO simpul_officer;
GRANT SELECT ON TABLE simpul.unit TO simpul_city;
GRANT SELECT ON TABLE simpul.unit TO simpul_whole;
