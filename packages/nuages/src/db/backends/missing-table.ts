/** How to mend a statement about a table that is not there. */
export const MISSING_TABLE_HINT =
  "Make the tables of new models: node manage.ts makemigrations, then node manage.ts migrate (of apps without migrations: migrate --run-syncdb); in a program without apps: await createTables().";
