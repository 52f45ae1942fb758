/**
 * Types that upper layers of the framework put into the settings; each key is one slot. A layer fills
 * its slot by augmenting this interface, so that `conf` knows nothing of requests or databases.
 */
export interface SettingValues {}

/** What slot `K` holds; `unknown` for a program that does not load the layer which fills it. */
export type Slot<K extends string> = K extends keyof SettingValues ? SettingValues[K] : unknown;

/** Like {@link Slot}, beside built-in names: an own implementation becomes possible once the layer is loaded. */
export type NamedSlot<K extends string> = K extends keyof SettingValues ? SettingValues[K] : never;

/** How a database behaves in test runs. Django: the `TEST` dictionary of a database. */
export interface TestDatabaseSettings {
  /** Name of the test database. Default: `test_` and the name; in memory with SQLite. */
  readonly name?: string;
  readonly charset?: string;
  readonly collation?: string;
  readonly template?: string;
  /** Alias of the database that this one mirrors in tests. */
  readonly mirror?: string;
  /** Aliases whose databases are created first. */
  readonly dependencies?: readonly string[];
  /** Whether tables come from migrations; default true. */
  readonly migrate?: boolean;
  /** Whether the database is made and dropped; default true. False takes it as it is. */
  readonly createDb?: boolean;
}

/** One entry of `databases`; `database(url)` makes it from a URL. Django: one entry of `DATABASES`. */
export interface DatabaseSettings {
  /** Built-in backend by name, or an own one. */
  readonly engine: "sqlite" | "postgresql" | "mysql" | NamedSlot<"databaseEngine">;
  /** Database name; with SQLite the file or `:memory:`. A relative file lies below the project's root. */
  readonly name?: string;
  readonly user?: string;
  readonly password?: string;
  /** Host name, or the path of a socket's folder. Default: the driver's. */
  readonly host?: string;
  readonly port?: number;
  /** Passed on to the driver. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Seconds a connection may be kept; 0 (default) closes it after the request, null keeps it. */
  readonly connMaxAge?: number | null;
  /** Tests a kept connection before its first use in a request. Default: false. */
  readonly connHealthChecks?: boolean;
  /** Wraps each view in a transaction. Default: false. */
  readonly atomicRequests?: boolean;
  /** Leave transactions to the database's own auto-commit. Default: true. */
  readonly autocommit?: boolean;
  /** Time zone of a database that stores none; an IANA name. */
  readonly timeZone?: string | null;
  readonly disableServerSideCursors?: boolean;
  readonly test?: TestDatabaseSettings;
}

/** `options` of an entry of `templates`. */
export interface TemplateOptions {
  /** Functions `(request) => object` whose values every template rendered with a request sees. */
  readonly contextProcessors?: readonly Slot<"contextProcessor">[];
  /** Tag libraries by the name that `{% load %}` uses. */
  readonly libraries?: Readonly<Record<string, Slot<"templateLibrary">>>;
  /** Tag libraries that need no `{% load %}`. */
  readonly builtins?: readonly Slot<"templateLibrary">[];
  /** Where templates come from. Default: `dirs`, then apps when `appDirs`; cached. */
  readonly loaders?: readonly Slot<"templateLoader">[];
  /** Printed for what does not resolve. Default: the empty string. */
  readonly stringIfInvalid?: string;
  /** Default: true. */
  readonly autoescape?: boolean;
  /** Default: `settings.debug`. */
  readonly debug?: boolean;
  /** Encoding of template files. Default: utf-8. */
  readonly fileCharset?: string;
}

/** One entry of `templates`. Django: one entry of `TEMPLATES`. */
export interface TemplateSettings {
  /** The template language; default `"nuages"`. */
  readonly backend?: "nuages" | NamedSlot<"templateBackend">;
  /** Alias of the engine; default: the backend's name. */
  readonly name?: string;
  /** Folders searched first, in this order. */
  readonly dirs?: readonly string[];
  /** Also search `templates/` of each installed app. Default: false. */
  readonly appDirs?: boolean;
  readonly options?: TemplateOptions;
}

/** One entry of `caches`; `cacheUrl(url)` makes it from a URL. Django: one entry of `CACHES`. */
export interface CacheSettings {
  readonly backend:
    | "locmem"
    | "dummy"
    | "file"
    | "db"
    | "redis"
    | "memcached"
    | NamedSlot<"cacheBackend">;
  /** Server URLs, folder or table, as the backend needs. */
  readonly location?: string | readonly string[];
  /** Seconds until an entry expires; null: never. Default: 300. */
  readonly timeout?: number | null;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly keyPrefix?: string;
  /** Default: 1. */
  readonly version?: number;
  /** Makes the stored key from key, prefix and version. */
  readonly keyFunction?: (key: string, keyPrefix: string, version: number) => string;
}

/** One entry of `storages`. Django: one entry of `STORAGES`. */
export interface StorageSettings {
  readonly backend:
    | "filesystem"
    | "memory"
    | "staticfiles"
    | "manifestStaticfiles"
    | NamedSlot<"storageBackend">;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** One entry of `tasks`. Django 6.0: one entry of `TASKS`. */
export interface TaskSettings {
  readonly backend: "immediate" | "dummy" | NamedSlot<"taskBackend">;
  /** Names of the queues; an empty list allows all. Default: `["default"]`. */
  readonly queues?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A check that new passwords must pass. Django: one entry of `AUTH_PASSWORD_VALIDATORS`. */
export interface PasswordValidatorSettings {
  readonly validator:
    | "userAttributeSimilarity"
    | "minimumLength"
    | "commonPassword"
    | "numericPassword"
    | NamedSlot<"passwordValidator">;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What `installedApps` lists: the value that `defineApp()` gives. */
export type InstalledApp = Slot<"app">;

/** A person who gets mail: an address, or a name with an address. */
export type MailRecipient = string | readonly [name: string, address: string];

/** A cookie's `SameSite` attribute; `false` leaves it out. */
export type SameSite = "Lax" | "Strict" | "None" | false;

/** The settings of the framework itself; {@link Settings} has those of apps and add-ons besides. */
export interface CoreSettings {
  // Core

  /** Shows details of errors to every visitor and relaxes host checks; never true in production. Default: false. */
  readonly debug: boolean;
  /** Lets exceptions of views leave the handler instead of becoming a 500 page. Default: false. */
  readonly debugPropagateExceptions: boolean;
  /** Key of signatures and tokens; reading it while it is empty is an error. */
  readonly secretKey: string;
  /** Former keys that still verify signatures. Default: none. */
  readonly secretKeyFallbacks: readonly string[];
  /** Host names this site answers to; `.example.com` includes subdomains, `*` is any. With `debug`, an empty list means this machine. */
  readonly allowedHosts: readonly string[];
  /** The `urlpatterns` of the project's `urls.ts`, or a function that gives them. */
  readonly rootUrlconf: Slot<"urlconf"> | null;
  /** The apps of the site, as values; the earlier one wins for templates, static files, commands and translations. */
  readonly installedApps: readonly InstalledApp[];
  /** The middleware, outermost first. */
  readonly middleware: readonly Slot<"middleware">[];
  /** A handler that the development server uses in place of the framework's own. Default: null. */
  readonly wsgiApplication: Slot<"application"> | null;
  /** Who gets mail about errors. */
  readonly admins: readonly MailRecipient[];
  /** Who gets mail about broken links. */
  readonly managers: readonly MailRecipient[];
  /** Addresses that see debugging hints. */
  readonly internalIps: readonly string[];
  /** Prefix of every URL, in place of the one the server names. Default: null. */
  readonly forceScriptName: string | null;

  // Databases

  /** The databases by alias; `default` is used where none is named. */
  readonly databases: Readonly<Record<string, DatabaseSettings>>;
  /** Choose the database of a query or a migration, in this order. */
  readonly databaseRouters: readonly Slot<"databaseRouter">[];
  /**
   * What happens when a relation is loaded row by row for rows that were read together (N+1 queries):
   * a warning in the log, or an error in its place. Default: null, which is `warn` while `debug` is
   * true and in tests, else `off`.
   */
  readonly repeatedQueries: "off" | "warn" | "raise" | null;
  /**
   * What awaiting a relation or field does that a query left out: loads it for that object (`one`), for
   * all objects that were read together (`peers`), or is an error (`raise`). Default: `one`.
   */
  readonly fetchMode: "one" | "peers" | "raise";
  /** Type of the primary key of models that declare none. Default: `BigAutoField`. */
  readonly defaultAutoField:
    | "BigAutoField"
    | "AutoField"
    | "SmallAutoField"
    | NamedSlot<"autoField">;
  readonly defaultTablespace: string;
  readonly defaultIndexTablespace: string;
  /** Folder of migrations by app label; null switches an app's migrations off. */
  readonly migrationModules: Readonly<Record<string, string | null>>;
  /** Folders searched for fixtures besides `fixtures/` of the apps. */
  readonly fixtureDirs: readonly string[];
  /** Serializers by format name, besides the built-in ones. */
  readonly serializationModules: Readonly<Record<string, Slot<"serializer">>>;

  // Templates and forms

  /** The template engines. */
  readonly templates: readonly TemplateSettings[];
  /** Renders form widgets: with the built-in templates, or with those of `templates`. */
  readonly formRenderer: "builtin" | "templates" | NamedSlot<"formRenderer">;
  /** Whether a URL typed into a form without scheme means https. Default: true (Django 6.0). */
  readonly formsUrlfieldAssumeHttps: boolean;
  /** Whether `urlize` links addresses without scheme with https. Default: false. */
  readonly urlizeAssumeHttps: boolean;

  // Static files, media, storages

  /** URL of static files; a relative one gets the script prefix. Default: null. */
  readonly staticUrl: string | null;
  /** Folder that `collectstatic` fills. Default: null. */
  readonly staticRoot: string | null;
  /** Folders with static files besides `static/` of the apps; an entry may be `[prefix, folder]`. */
  readonly staticfilesDirs: readonly (string | readonly [prefix: string, folder: string])[];
  readonly staticfilesFinders: readonly (
    | "filesystem"
    | "appDirectories"
    | "defaultStorage"
    | NamedSlot<"staticfilesFinder">
  )[];
  /** Folder of uploaded files. Default: empty. */
  readonly mediaRoot: string;
  /** URL of uploaded files; a relative one gets the script prefix. Default: empty. */
  readonly mediaUrl: string;
  /** Where files are kept, by alias: `default` for uploads, `staticfiles` for static files. */
  readonly storages: Readonly<Record<string, StorageSettings>>;

  // Authentication

  /** The user model as `app.Model`. Default: `auth.User`. */
  readonly authUserModel: string;
  readonly authenticationBackends: readonly (
    | "model"
    | "allowAllUsersModel"
    | "remoteUser"
    | NamedSlot<"authenticationBackend">
  )[];
  /** URL or URL name where visitors log in. */
  readonly loginUrl: string;
  /** URL or URL name after a login without `next`. */
  readonly loginRedirectUrl: string;
  /** URL or URL name after a logout; null shows the logged-out page. */
  readonly logoutRedirectUrl: string | null;
  /** Seconds a link to set a new password is good for. Default: 259200 (three days). */
  readonly passwordResetTimeout: number;
  /** How passwords are hashed: new ones by the first, known ones by any. */
  readonly passwordHashers: readonly (
    | "pbkdf2_sha256"
    | "pbkdf2_sha1"
    | "argon2"
    | "bcrypt_sha256"
    | "bcrypt"
    | "scrypt"
    | "md5"
    | NamedSlot<"passwordHasher">
  )[];
  readonly authPasswordValidators: readonly PasswordValidatorSettings[];

  // Sessions

  readonly sessionEngine:
    | "db"
    | "cache"
    | "cachedDb"
    | "file"
    | "signedCookies"
    | NamedSlot<"sessionEngine">;
  readonly sessionCookieName: string;
  /** Seconds. Default: 1209600 (two weeks). */
  readonly sessionCookieAge: number;
  readonly sessionCookieDomain: string | null;
  readonly sessionCookiePath: string;
  readonly sessionCookieSecure: boolean;
  readonly sessionCookieHttponly: boolean;
  readonly sessionCookieSamesite: SameSite;
  readonly sessionSaveEveryRequest: boolean;
  readonly sessionExpireAtBrowserClose: boolean;
  readonly sessionCacheAlias: string;
  readonly sessionFilePath: string | null;
  readonly sessionSerializer: "json" | NamedSlot<"sessionSerializer">;

  // Cross-site request forgery

  readonly csrfCookieName: string;
  /** Seconds; null makes it a session cookie. Default: 31449600 (one year). */
  readonly csrfCookieAge: number | null;
  readonly csrfCookieDomain: string | null;
  readonly csrfCookiePath: string;
  readonly csrfCookieSecure: boolean;
  readonly csrfCookieHttponly: boolean;
  readonly csrfCookieSamesite: SameSite;
  readonly csrfHeaderName: string;
  /** Origins such as `https://*.example.com` whose unsafe requests are trusted. */
  readonly csrfTrustedOrigins: readonly string[];
  /** Keeps the token in the session, not in a cookie. Default: false. */
  readonly csrfUseSessions: boolean;
  /** View for refused requests; null shows the framework's own page. */
  readonly csrfFailureView: Slot<"csrfFailureView"> | null;

  // Security

  readonly secureSslRedirect: boolean;
  readonly secureSslHost: string | null;
  /** Paths (without leading slash) that are not redirected to https. */
  readonly secureRedirectExempt: readonly RegExp[];
  /** Seconds; 0 sends no header. */
  readonly secureHstsSeconds: number;
  readonly secureHstsIncludeSubdomains: boolean;
  readonly secureHstsPreload: boolean;
  readonly secureContentTypeNosniff: boolean;
  readonly secureReferrerPolicy: string | readonly string[] | null;
  readonly secureCrossOriginOpenerPolicy: string | null;
  /** Header and value by which a trusted proxy says that the request came over https. */
  readonly secureProxySslHeader: readonly [header: string, value: string] | null;
  /** Content security policy by directive. Django 6.0: `SECURE_CSP`. */
  readonly secureCsp: Readonly<Record<string, readonly string[] | string | boolean>>;
  /** Like `secureCsp`, but violations are reported only. */
  readonly secureCspReportOnly: Readonly<Record<string, readonly string[] | string | boolean>>;
  readonly xFrameOptions: string;
  readonly useXForwardedHost: boolean;
  readonly useXForwardedPort: boolean;
  readonly signingBackend: "timestamp" | NamedSlot<"signingBackend">;
  /** Also accepts signed cookies whose salt was made the former, ambiguous way. Default: false. */
  readonly signedCookieLegacySaltFallback: boolean;

  // Languages and time zones

  readonly languageCode: string;
  /** The languages a visitor may choose: code and English name. */
  readonly languages: readonly (readonly [code: string, name: string])[];
  /** Codes of languages written from right to left. */
  readonly languagesBidi: readonly string[];
  /** Folders with translations that win over those of the apps. */
  readonly localePaths: readonly string[];
  readonly useI18n: boolean;
  /** IANA name of the time zone dates are shown in. Default: `America/Chicago`, as in Django; new projects say `UTC`. */
  readonly timeZone: string;
  readonly useTz: boolean;
  readonly languageCookieName: string;
  readonly languageCookieAge: number | null;
  readonly languageCookieDomain: string | null;
  readonly languageCookiePath: string;
  readonly languageCookieSecure: boolean;
  readonly languageCookieHttponly: boolean;
  readonly languageCookieSamesite: SameSite | null;

  // Formats

  readonly dateFormat: string;
  readonly datetimeFormat: string;
  readonly timeFormat: string;
  readonly yearMonthFormat: string;
  readonly monthDayFormat: string;
  readonly shortDateFormat: string;
  readonly shortDatetimeFormat: string;
  readonly dateInputFormats: readonly string[];
  readonly timeInputFormats: readonly string[];
  readonly datetimeInputFormats: readonly string[];
  /** 0 is Sunday, 1 Monday … */
  readonly firstDayOfWeek: number;
  readonly decimalSeparator: string;
  readonly thousandSeparator: string;
  readonly numberGrouping: number | readonly number[];
  readonly useThousandSeparator: boolean;
  /** Folders (or one) with own formats by language. */
  readonly formatModulePath: string | readonly string[] | null;

  // Caches

  readonly caches: Readonly<Record<string, CacheSettings>>;
  readonly cacheMiddlewareAlias: string;
  readonly cacheMiddlewareKeyPrefix: string;
  /** Seconds. Default: 600. */
  readonly cacheMiddlewareSeconds: number;

  // Mail

  readonly emailBackend:
    | "smtp"
    | "console"
    | "file"
    | "memory"
    | "dummy"
    | NamedSlot<"emailBackend">;
  readonly emailHost: string;
  readonly emailPort: number;
  readonly emailHostUser: string;
  readonly emailHostPassword: string;
  /** Starts TLS on a plain connection; excludes `emailUseSsl`. */
  readonly emailUseTls: boolean;
  /** Connects with TLS; excludes `emailUseTls`. */
  readonly emailUseSsl: boolean;
  readonly emailSslCertfile: string | null;
  readonly emailSslKeyfile: string | null;
  /** Seconds. */
  readonly emailTimeout: number | null;
  readonly emailFilePath: string | null;
  /** Put before the subject of mail to admins and managers. Default: `[Nuages] `. */
  readonly emailSubjectPrefix: string;
  readonly emailUseLocaltime: boolean;
  readonly defaultFromEmail: string;
  /** Sender of mail about errors. */
  readonly serverEmail: string;

  // Uploads

  readonly fileUploadHandlers: readonly ("memory" | "temporaryFile" | NamedSlot<"uploadHandler">)[];
  /** Bytes an uploaded file may have in memory. Default: 2.5 MiB. */
  readonly fileUploadMaxMemorySize: number;
  /** Mode of stored files, such as 0o644; null leaves it to the system. */
  readonly fileUploadPermissions: number | null;
  readonly fileUploadDirectoryPermissions: number | null;
  /** Default: the system's folder for temporary files. */
  readonly fileUploadTempDir: string | null;
  /** Bytes of a request's body without files; null: no limit. Default: 2.5 MiB. */
  readonly dataUploadMaxMemorySize: number | null;
  readonly dataUploadMaxNumberFields: number | null;
  readonly dataUploadMaxNumberFiles: number | null;

  // HTTP

  /** Redirects a path without final slash to the one with it, when only that one exists. Default: true. */
  readonly appendSlash: boolean;
  readonly prependWww: boolean;
  readonly disallowedUserAgents: readonly RegExp[];
  /** Paths whose absence is not reported. */
  readonly ignorable404Urls: readonly RegExp[];
  /** By `app.model`: gives the URL of an instance in place of its own method. */
  readonly absoluteUrlOverrides: Readonly<Record<string, (instance: object) => string>>;
  readonly defaultCharset: string;

  // Messages and sites

  /** Messages below this level are not kept. Default: 20 (info). */
  readonly messageLevel: number;
  readonly messageStorage: "fallback" | "cookie" | "session" | NamedSlot<"messageStorage">;
  /** CSS class by level. */
  readonly messageTags: Readonly<Record<number, string>>;
  /** Primary key of this site, where the sites app is installed. No default. */
  readonly siteId: number | undefined;

  // Logging and error reports

  /** Merged over the default configuration. */
  readonly logging: Slot<"logging">;
  /** `"dictConfig"` (default), an own function that gets `logging`, or null for no configuration at all. */
  readonly loggingConfig: "dictConfig" | ((config: Slot<"logging">) => void) | null;
  readonly defaultExceptionReporter: Slot<"exceptionReporter"> | null;
  readonly defaultExceptionReporterFilter: Slot<"exceptionReporterFilter"> | null;

  // Tests, checks, tasks

  readonly testRunner: "default" | NamedSlot<"testRunner">;
  readonly testNonSerializedApps: readonly string[];
  /** Ids of checks that are not shown and do not stop a command. */
  readonly silencedSystemChecks: readonly string[];
  readonly tasks: Readonly<Record<string, TaskSettings>>;
}

/**
 * Every setting with its type; `settings` has this shape. Apps and add-ons add their own, and name the
 * defaults in `defineApp({ settings })`:
 *
 * @example
 * declare module "nuages/conf" {
 *   interface Settings { readonly booksPerPage: number }
 * }
 */
export interface Settings extends CoreSettings {}

/** What a settings file gives: any of the settings, the others have their defaults. */
export type ProjectSettings = { readonly [K in keyof Settings]?: Settings[K] };
