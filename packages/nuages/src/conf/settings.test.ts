import { describe, expect, it } from "vitest";

import {
  configure,
  defaultOf,
  defaultSettings,
  isConfigured,
  isOverridden,
  overrideSettings,
  type ProjectSettings,
  setScriptPrefix,
  runWithScriptPrefix,
  settingChanged,
  type SettingChanged,
  settings,
} from "./index.ts";
import { unknownNames } from "./nested-names.ts";

// The order matters in this one file: the process has settings once.
describe("settings before they are loaded", () => {
  it("name the setting that was read too early [SET-01]", () => {
    expect(() => settings.debug).toThrow(
      "The setting debug was read before the settings were loaded.",
    );
  });

  it("refuse to be overridden", () => {
    expect(() => overrideSettings({ debug: true })).toThrow(
      "overrideSettings() was called before the settings were loaded.",
    );
  });

  it("are not configured [SET-04]", () => {
    expect(isConfigured()).toBe(false);
  });

  it("refuse a list given as a string, and say what to write [SET-03]", () => {
    for (const name of ["allowedHosts", "installedApps", "localePaths", "secretKeyFallbacks"]) {
      expect(() => configure({ [name]: "example.com" })).toThrow(
        `The setting ${name} must be a list; it is a string.\n  In the settings file, write ${name}: ["…"].`,
      );
    }
  });

  it("refuse text where true or false belongs", () => {
    expect(() => configure({ ["debug" as string]: "False" })).toThrow(
      "The setting debug must be true or false; it is a string.",
    );
  });

  it("name all values of a wrong kind at once", () => {
    const wrong = { debug: "False", allowedHosts: "example.com" } as unknown as ProjectSettings;

    expect(() => configure(wrong)).toThrow(
      "The setting debug must be true or false; it is a string.\n" +
        "The setting allowedHosts must be a list; it is a string.\n" +
        "  In the settings file, write debug: true or false, without quotes; from the environment: env.bool(…).\n" +
        '  and allowedHosts: ["…"].',
    );
  });

  it("refuse a misspelt name and suggest the right one", () => {
    expect(() => configure({ ["allowedHost" as string]: [] })).toThrow(
      '"allowedHost" is no setting (in configure()).\n' +
        '  Did you mean "allowedHosts"? A setting of your own needs a default: ' +
        "defineApp({ settings: { allowedHost: … } }).",
    );
  });

  it.each([
    [
      { databases: { default: { engine: "sqlite", nmae: "db.sqlite3" } } },
      '"nmae" is no setting of databases.default.\n  Did you mean "name"?',
    ],
    [
      { databases: { default: { engine: "sqlite", test: { charst: "utf8" } } } },
      '"charst" is no setting of databases.default.test.\n  Did you mean "charset"?',
    ],
    [
      { templates: [{ appDir: true }] },
      '"appDir" is no setting of templates.0.\n  Did you mean "appDirs"?',
    ],
    [
      { caches: { default: { backend: "locmem", timout: 3 } } },
      '"timout" is no setting of caches.default.\n  Did you mean "timeout"?',
    ],
  ])("name what is misspelt in an entry of a setting: %j", (values, message) => {
    expect(() => configure(values as object)).toThrow(message);
  });

  it("leave the entries of backends of others alone", () => {
    const backend = (): void => undefined;

    expect(unknownNames("caches", { default: { backend, servers: [] } })).toEqual([]);
  });

  it("know Django's spelling of a name", () => {
    expect(() => configure({ ["SECRET_KEY" as string]: "x" })).toThrow('Did you mean "secretKey"?');
  });

  it("name what took the place of a removed setting [SET-09]", () => {
    expect(() => configure({ ["defaultFileStorage" as string]: "x" })).toThrow(
      "The setting defaultFileStorage no longer exists.\n  Use storages:",
    );
  });

  it("refuse an app's setting that has the name of one of the framework", () => {
    const app = { label: "shelf", settings: { debug: true } } as never;

    expect(() => configure({ installedApps: [app] })).toThrow(
      "An app declares the setting debug, which the framework has.",
    );
  });

  it("refuse two ways to encrypt mail at once [SET-09]", () => {
    expect(() => configure({ emailUseTls: true, emailUseSsl: true })).toThrow(
      "The settings emailUseTls and emailUseSsl exclude each other.",
    );
  });
});

describe("configure()", () => {
  it("sets what it is given; the rest has its default [SET-02, SET-04]", () => {
    configure({
      allowedHosts: ["example.com"],
      staticUrl: "static/",
      mediaUrl: "https://media.example.com/",
      installedApps: [{ label: "shelf", settings: { booksPerPage: 10 } } as never],
    });

    expect(isConfigured()).toBe(true);
    expect(settings.allowedHosts).toEqual(["example.com"]);
    expect(settings.appendSlash).toBe(true);
  });

  it("works once [SET-04]", () => {
    expect(() => configure({})).toThrow("Settings already configured.");
  });
});

describe("settings", () => {
  it("refuse to give an empty secret key, and say how to make one [SET-03]", () => {
    expect(() => settings.secretKey).toThrow(
      "The secretKey setting must not be empty.\n" +
        "  It signs sessions, tokens and cookies. Make one: " +
        `node -p "crypto.randomBytes(50).toString('base64url')"\n` +
        '  Put it into the environment as SECRET_KEY and write secretKey: env("SECRET_KEY") in the settings file.',
    );
  });

  it("are read only", () => {
    expect(() => Object.assign(settings, { debug: true })).toThrow(
      "The setting debug was assigned while the site runs.",
    );
  });

  it("cannot be deleted", () => {
    expect(Reflect.deleteProperty(settings, "debug")).toBe(false);
    expect(settings.debug).toBe(false);
  });

  it("suggest the right name for one that does not exist", () => {
    expect(() => (settings as unknown as Record<string, unknown>)["debgu"]).toThrow(
      'There is no setting "debgu".\n  Did you mean "debug"?',
    );
  });

  it("can be asked what every object can be asked", async () => {
    expect(String(settings)).toBe("[object Object]");
    await expect(Promise.resolve(settings)).resolves.toBe(settings);
  });

  it("have the defaults that apps declare [SET-02]", () => {
    expect((settings as unknown as { booksPerPage: number }).booksPerPage).toBe(10);
    expect(defaultOf("booksPerPage")).toBe(10);
  });

  it("tell explicit values from defaults [SET-06]", () => {
    expect(isOverridden("allowedHosts")).toBe(true);
    expect(isOverridden("debug")).toBe(false);
    expect(() => isOverridden("debgu")).toThrow('There is no setting "debgu".');
  });

  it("put the script prefix before a relative static or media URL [SET-08]", () => {
    setScriptPrefix("/library");

    expect(settings.staticUrl).toBe("/library/static/");
    expect(settings.mediaUrl).toBe("https://media.example.com/");
    expect(runWithScriptPrefix("/other", () => settings.staticUrl)).toBe("/other/static/");

    setScriptPrefix("/");
    expect(settings.staticUrl).toBe("/static/");
  });
});

describe("overrideSettings()", () => {
  it("replaces values until it is disposed of [SET-06]", () => {
    {
      using _ = overrideSettings({ debug: true });

      expect(settings.debug).toBe(true);
      expect(isOverridden("debug")).toBe(true);
    }

    expect(settings.debug).toBe(false);
  });

  it("may end in any order", () => {
    const outer = overrideSettings({ languageCode: "fr" });
    const inner = overrideSettings({ languageCode: "de" });

    outer[Symbol.dispose]();
    expect(settings.languageCode).toBe("de");

    inner[Symbol.dispose]();
    expect(settings.languageCode).toBe("en-us");
  });

  it("refuses names that are no settings", () => {
    expect(() => overrideSettings({ ["debgu" as string]: true })).toThrow(
      '"debgu" is no setting (in overrideSettings()).',
    );
  });

  it("sends settingChanged for each setting, at the start and at the end", () => {
    const seen: SettingChanged[] = [];
    const receiver = (change: SettingChanged): void => {
      seen.push({ setting: change.setting, value: change.value, enter: change.enter });
    };
    settingChanged.connect(receiver);

    overrideSettings({ debug: true })[Symbol.dispose]();
    settingChanged.disconnect(receiver);

    expect(seen).toEqual([
      { setting: "debug", value: true, enter: true },
      { setting: "debug", value: false, enter: false },
    ]);
  });
});

describe("defaultSettings", () => {
  it("are Django's for the core [SET-10]", () => {
    expect(defaultSettings).toMatchObject({
      debug: false,
      allowedHosts: [],
      rootUrlconf: null,
      installedApps: [],
      middleware: [],
      wsgiApplication: null,
      admins: [],
      managers: [],
      internalIps: [],
    });
  });

  it("are Django's for databases [SET-11]", () => {
    expect(defaultSettings).toMatchObject({
      databases: {},
      databaseRouters: [],
      defaultAutoField: "BigAutoField",
    });
  });

  it("are Django's for templates and forms [SET-12]", () => {
    expect(defaultSettings).toMatchObject({ templates: [], formRenderer: "builtin" });
  });

  it("are Django's for static files and media [SET-13]", () => {
    expect(defaultSettings).toMatchObject({
      staticUrl: null,
      staticRoot: null,
      staticfilesDirs: [],
      staticfilesFinders: ["filesystem", "appDirectories"],
      mediaRoot: "",
      mediaUrl: "",
      storages: { default: { backend: "filesystem" }, staticfiles: { backend: "staticfiles" } },
    });
  });

  it("are Django's for users [SET-14]", () => {
    expect(defaultSettings).toMatchObject({
      authUserModel: "auth.User",
      authenticationBackends: ["model"],
      loginUrl: "/accounts/login/",
      loginRedirectUrl: "/accounts/profile/",
      logoutRedirectUrl: null,
      passwordResetTimeout: 259_200,
      authPasswordValidators: [],
    });
    expect(defaultSettings.passwordHashers).toHaveLength(5);
  });

  it("are Django's for sessions [SET-15]", () => {
    expect(defaultSettings).toMatchObject({
      sessionEngine: "db",
      sessionCookieName: "sessionid",
      sessionCookieAge: 1_209_600,
      sessionCookieDomain: null,
      sessionCookiePath: "/",
      sessionCookieSecure: false,
      sessionCookieHttponly: true,
      sessionCookieSamesite: "Lax",
      sessionSaveEveryRequest: false,
      sessionExpireAtBrowserClose: false,
      sessionCacheAlias: "default",
      sessionFilePath: null,
      sessionSerializer: "json",
    });
  });

  it("are Django's against forged requests [SET-16]", () => {
    expect(defaultSettings).toMatchObject({
      csrfCookieName: "csrftoken",
      csrfCookieAge: 31_449_600,
      csrfCookieDomain: null,
      csrfCookiePath: "/",
      csrfCookieSecure: false,
      csrfCookieHttponly: false,
      csrfCookieSamesite: "Lax",
      csrfHeaderName: "HTTP_X_CSRFTOKEN",
      csrfTrustedOrigins: [],
      csrfUseSessions: false,
    });
  });

  it("are Django's for security [SET-17]", () => {
    expect(defaultSettings).toMatchObject({
      secretKeyFallbacks: [],
      secureSslRedirect: false,
      secureSslHost: null,
      secureRedirectExempt: [],
      secureHstsSeconds: 0,
      secureHstsIncludeSubdomains: false,
      secureHstsPreload: false,
      secureContentTypeNosniff: true,
      secureReferrerPolicy: "same-origin",
      secureCrossOriginOpenerPolicy: "same-origin",
      secureProxySslHeader: null,
      xFrameOptions: "DENY",
      useXForwardedHost: false,
      useXForwardedPort: false,
      secureCsp: {},
      secureCspReportOnly: {},
    });
  });

  it("are Django's for languages, of which there are 99 [SET-18]", () => {
    expect(defaultSettings).toMatchObject({
      languageCode: "en-us",
      useI18n: true,
      timeZone: "America/Chicago",
      useTz: true,
      localePaths: [],
      languageCookieName: "django_language",
      languageCookieAge: null,
      languageCookiePath: "/",
    });
    expect(new Set(defaultSettings.languages.map(([code]) => code)).size).toBe(99);
    expect(defaultSettings.languagesBidi).toContain("ar-dz");
  });

  it("are Django's for formats [SET-19]", () => {
    expect(defaultSettings).toMatchObject({
      dateFormat: "N j, Y",
      datetimeFormat: "N j, Y, P",
      timeFormat: "P",
      yearMonthFormat: "F Y",
      monthDayFormat: "F j",
      shortDateFormat: "m/d/Y",
      shortDatetimeFormat: "m/d/Y P",
      timeInputFormats: ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M"],
      firstDayOfWeek: 0,
      decimalSeparator: ".",
      thousandSeparator: ",",
      numberGrouping: 0,
      useThousandSeparator: false,
      formatModulePath: null,
    });
    expect(defaultSettings.dateInputFormats[0]).toBe("%Y-%m-%d");
    expect(defaultSettings.datetimeInputFormats).toHaveLength(9);
  });

  it("are Django's for caches [SET-20]", () => {
    expect(defaultSettings).toMatchObject({
      caches: { default: { backend: "locmem" } },
      cacheMiddlewareAlias: "default",
      cacheMiddlewareKeyPrefix: "",
      cacheMiddlewareSeconds: 600,
    });
  });

  it("are Django's for mail [SET-21]", () => {
    expect(defaultSettings).toMatchObject({
      emailBackend: "smtp",
      emailHost: "localhost",
      emailPort: 25,
      emailHostUser: "",
      emailHostPassword: "",
      emailUseTls: false,
      emailUseSsl: false,
      emailSubjectPrefix: "[Nuages] ",
      emailUseLocaltime: false,
      defaultFromEmail: "webmaster@localhost",
      serverEmail: "root@localhost",
    });
  });

  it("are Django's for uploads [SET-22]", () => {
    expect(defaultSettings).toMatchObject({
      fileUploadHandlers: ["memory", "temporaryFile"],
      fileUploadMaxMemorySize: 2_621_440,
      fileUploadPermissions: 0o644,
      fileUploadDirectoryPermissions: null,
      fileUploadTempDir: null,
      dataUploadMaxMemorySize: 2_621_440,
      dataUploadMaxNumberFields: 1000,
      dataUploadMaxNumberFiles: 100,
    });
  });

  it("are Django's for HTTP [SET-23]", () => {
    expect(defaultSettings).toMatchObject({
      appendSlash: true,
      prependWww: false,
      forceScriptName: null,
      disallowedUserAgents: [],
      ignorable404Urls: [],
      absoluteUrlOverrides: {},
      defaultCharset: "utf-8",
    });
  });

  it("are Django's for messages and sites [SET-24]", () => {
    expect(defaultSettings).toMatchObject({
      messageLevel: 20,
      messageStorage: "fallback",
      messageTags: {},
      siteId: undefined,
    });
  });

  it("are Django's for logging and error reports [SET-25]", () => {
    expect(defaultSettings).toMatchObject({
      logging: {},
      loggingConfig: "dictConfig",
      debugPropagateExceptions: false,
      defaultExceptionReporter: null,
      defaultExceptionReporterFilter: null,
    });
  });

  it("are Django's for the rest [SET-26]", () => {
    expect(defaultSettings).toMatchObject({
      migrationModules: {},
      fixtureDirs: [],
      serializationModules: {},
      signingBackend: "timestamp",
      signedCookieLegacySaltFallback: false,
      testRunner: "default",
      testNonSerializedApps: [],
      defaultTablespace: "",
      defaultIndexTablespace: "",
      silencedSystemChecks: [],
      formsUrlfieldAssumeHttps: true,
      tasks: { default: { backend: "immediate" } },
      urlizeAssumeHttps: false,
    });
  });
});
