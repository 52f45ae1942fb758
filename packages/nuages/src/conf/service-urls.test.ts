import { describe, expect, it } from "vitest";

import { cacheUrl, database, emailUrl } from "./index.ts";

describe("database()", () => {
  it.each([
    [
      "postgres://uf07:wx:u@ec2-1.example.com:5431/d8r8",
      {
        engine: "postgresql",
        name: "d8r8",
        user: "uf07",
        password: "wx:u",
        host: "ec2-1.example.com",
        port: 5431,
      },
    ],
    [
      "postgresql://user:p%40ss%2Fword@localhost/library",
      {
        engine: "postgresql",
        name: "library",
        user: "user",
        password: "p@ss/word",
        host: "localhost",
      },
    ],
    [
      "pgsql://user:pa#ss@host:5432/db",
      {
        engine: "postgresql",
        name: "db",
        user: "user",
        password: "pa#ss",
        host: "host",
        port: 5432,
      },
    ],
    [
      "postgres://%2Fvar%2Frun%2Fpostgresql/db",
      { engine: "postgresql", name: "db", host: "/var/run/postgresql" },
    ],
    [
      "postgres://u:p@[2001:db8::1]:5432/db",
      {
        engine: "postgresql",
        name: "db",
        user: "u",
        password: "p",
        host: "2001:db8::1",
        port: 5432,
      },
    ],
    [
      "postgres://u:p@one:5432,two:5433/db",
      { engine: "postgresql", name: "db", user: "u", password: "p", host: "one,two", port: 5432 },
    ],
    [
      "mysql://bea69:69772@us-cdbr.example.com/heroku_97681?reconnect=true",
      {
        engine: "mysql",
        name: "heroku_97681",
        user: "bea69",
        password: "69772",
        host: "us-cdbr.example.com",
        options: { reconnect: true },
      },
    ],
    [
      "mariadb://root@127.0.0.1:3307/library",
      { engine: "mysql", name: "library", user: "root", host: "127.0.0.1", port: 3307 },
    ],
    ["sqlite:///db.sqlite3", { engine: "sqlite", name: "db.sqlite3" }],
    ["sqlite:////srv/site/db.sqlite3", { engine: "sqlite", name: "/srv/site/db.sqlite3" }],
    ["sqlite://:memory:", { engine: "sqlite", name: ":memory:" }],
    ["sqlite://", { engine: "sqlite", name: ":memory:" }],
  ])("reads %s [ENV-05, ENV-16]", (url, entry) => {
    expect(database(url)).toEqual(entry);
  });

  it("takes settings of the entry out of the query [ENV-17]", () => {
    expect(
      database("postgres://h/db?conn_max_age=600&conn_health_checks=true&sslmode=require"),
    ).toEqual({
      engine: "postgresql",
      name: "db",
      host: "h",
      connMaxAge: 600,
      connHealthChecks: true,
      options: { sslmode: "require" },
    });
  });

  it("reads yes and no in every form", () => {
    expect(
      database("postgres://h/db?autocommit=yes&atomic_requests=1&conn_health_checks=off"),
    ).toMatchObject({ autocommit: true, atomicRequests: true, connHealthChecks: false });
  });

  it("refuses settings of the entry that it cannot read", () => {
    expect(() => database("postgres://h/db?autocommit=perhaps")).toThrow(
      "autocommit must be true or false",
    );
    expect(() => database("postgres://h/db?conn_max_age=long")).toThrow(
      "conn_max_age must be a whole number",
    );
  });

  it("lays a relative SQLite file into the given folder", () => {
    expect(database("sqlite:///db.sqlite3", { root: "/srv/site" }).name).toBe(
      "/srv/site/db.sqlite3",
    );
  });

  it("treats a parameter named __proto__ as data", () => {
    const { options } = database("postgres://h/db?__proto__=x");

    expect(Object.keys(options ?? {})).toEqual(["__proto__"]);
  });

  it.each([
    ["no-url", 'The database URL is wrong: it has no scheme before "://".'],
    ["oracle://h/db", "The database URL is wrong: its scheme is none of postgres, postgresql"],
    ["psql://u:p?x@h/db", "The database URL is wrong: its port is no number up to 65535."],
    ["postgres://h", "The database URL is wrong: it names no database after the host."],
    ["postgres://h:port/db", "The database URL is wrong: its port is no number up to 65535."],
    [
      "postgres://u:pa/ss@h/db",
      "The database URL is wrong: a slash before the @ must be written as %2F.",
    ],
    ["postgres://u:50%@h/db", "The database URL is wrong: a percent sign in it encodes nothing"],
    [
      "sqlite://db.sqlite3",
      "The database URL is wrong: after sqlite: three slashes come before the file.",
    ],
  ])("explains what is wrong with %s [ENV-14]", (url, message) => {
    expect(() => database(url)).toThrow(message);
  });
});

describe("cacheUrl()", () => {
  it.each([
    ["locmemcache://", { backend: "locmem" }],
    ["locmem://", { backend: "locmem" }],
    ["file:///var/tmp/cache", { backend: "file", location: "/var/tmp/cache" }],
    ["locmemcache://snowflake", { backend: "locmem", location: "snowflake" }],
    ["dummycache://", { backend: "dummy" }],
    ["dbcache://my_cache_table", { backend: "db", location: "my_cache_table" }],
    ["filecache:///var/tmp/cache", { backend: "file", location: "/var/tmp/cache" }],
    ["memcache://127.0.0.1:11211", { backend: "memcached", location: "127.0.0.1:11211" }],
    ["memcache://a:1,b:2", { backend: "memcached", location: ["a:1", "b:2"] }],
    [
      "pymemcache:///tmp/memcached.sock",
      { backend: "memcached", location: "unix:/tmp/memcached.sock" },
    ],
    ["redis://localhost:6379/1", { backend: "redis", location: "redis://localhost:6379/1" }],
    ["rediss://u:p%40@h:6380/0", { backend: "redis", location: "rediss://u:p%40@h:6380/0" }],
    ["rediscache://a:1,b:2/3", { backend: "redis", location: ["redis://a:1/3", "redis://b:2/3"] }],
    [
      "rediscache://h:6379/1?timeout=60&key_prefix=site&version=2&max_entries=10",
      {
        backend: "redis",
        location: "redis://h:6379/1",
        timeout: 60,
        keyPrefix: "site",
        version: 2,
        options: { max_entries: 10 },
      },
    ],
  ])("reads %s [ENV-06, ENV-16]", (url, entry) => {
    expect(cacheUrl(url)).toEqual(entry);
  });

  it.each([
    ["redis://:p%40@[::1]:6379/1", "redis://:p%40@[::1]:6379/1"],
    ["redis://[fe80::1]/0", "redis://[fe80::1]/0"],
    ["memcache://[::1]:11211", "[::1]:11211"],
  ])("keeps the brackets of IPv6 addresses: %s", (url, location) => {
    expect(cacheUrl(url).location).toBe(location);
  });

  it("takes none for a timeout that never comes", () => {
    expect(cacheUrl("redis://h?timeout=None").timeout).toBeNull();
  });

  it.each(["timeout", "version"])("refuses a %s that is no number", (name) => {
    expect(() => cacheUrl(`redis://h?${name}=soon`)).toThrow(`${name} must be a whole number`);
  });

  it("explains an unknown scheme", () => {
    expect(() => cacheUrl("etcd://h")).toThrow("The cache URL is wrong: its scheme is none of");
  });
});

describe("emailUrl()", () => {
  it.each([
    [
      "smtp://user@domain.com:password@smtp.example.com:587",
      {
        emailBackend: "smtp",
        emailHost: "smtp.example.com",
        emailPort: 587,
        emailHostUser: "user@domain.com",
        emailHostPassword: "password",
      },
    ],
    [
      "smtp+tls://h:587",
      { emailBackend: "smtp", emailHost: "h", emailPort: 587, emailUseTls: true },
    ],
    [
      "smtp+ssl://h:465",
      { emailBackend: "smtp", emailHost: "h", emailPort: 465, emailUseSsl: true },
    ],
    ["consolemail://", { emailBackend: "console" }],
    ["memorymail://", { emailBackend: "memory" }],
    ["dummymail://", { emailBackend: "dummy" }],
    ["console://", { emailBackend: "console" }],
    ["file:///var/mail", { emailBackend: "file", emailFilePath: "/var/mail" }],
    ["filemail:///var/mail", { emailBackend: "file", emailFilePath: "/var/mail" }],
  ])("reads %s [ENV-16]", (url, values) => {
    expect(emailUrl(url)).toEqual(values);
  });

  it("explains an unknown scheme", () => {
    expect(() => emailUrl("pigeon://h")).toThrow("The mail URL is wrong: its scheme is none of");
  });
});
