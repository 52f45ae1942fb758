// The models of this app: what is exported here has a table in the database.
export {};
