"""Everything Simpul holds, in PostgreSQL."""
