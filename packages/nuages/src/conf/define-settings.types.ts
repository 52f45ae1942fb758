import { database, defineSettings, env, type Settings, settings } from "./index.ts";

const base = defineSettings({
  debug: false,
  allowedHosts: ["example.com"],
  databases: { default: database("sqlite:///db.sqlite3") },
  sessionCookieSamesite: "Strict",
  secureProxySslHeader: ["HTTP_X_FORWARDED_PROTO", "https"],
});

// Settings of an environment start from others, without a cast.
export const production = defineSettings({
  ...base,
  debug: true,
  allowedHosts: [...base.allowedHosts, "www.example.com"],
  databases: { ...base.databases, replica: { engine: "postgresql", name: "library" } },
});

export const correct = defineSettings({ appendSlash: true });
// @ts-expect-error "appendSlashes" is no setting
export const misspelt = defineSettings({ appendSlashes: true });

export const list = defineSettings({ allowedHosts: ["example.com"] });
// @ts-expect-error a list is no string
export const text = defineSettings({ allowedHosts: "example.com" });

export const known = defineSettings({ databases: { default: { engine: "sqlite" } } });
// @ts-expect-error no backend has that name
export const unknown = defineSettings({ databases: { default: { engine: "sqllite" } } });

export const debug: boolean = settings.debug;
// @ts-expect-error settings do not change at run time
settings.debug = true;

export const port: number = env.int("PORT");
export const portOrNull: number | null = env.int("PORT", { default: null });
// @ts-expect-error the default is null
export const noPort: number = env.int("PORT", { default: null });

export const ports: number[] = env.list("PORTS", { of: Number });
export const names: string[] = env.list("NAMES", { default: [] });
export const stage: "dev" | "prod" = env.choice("STAGE", ["dev", "prod"], { default: "dev" });
// @ts-expect-error "test" is none of the choices
export const wrongStage: "dev" | "prod" = env.choice("STAGE", ["dev", "test"]);

export const mail: Settings["emailHost"] | undefined = env.email("EMAIL_URL").emailHost;
