/** Name of the table that says which migrations are applied: that of Django. */
export const MIGRATIONS_TABLE = "django_migrations";
