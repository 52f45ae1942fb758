import { InvalidSetting } from "./errors.ts";
import { parseServiceUrl } from "./service-url.ts";
import type { ProjectSettings } from "./settings.ts";

const example = "smtp+tls://user:password@mail.example.com:587 or consolemail://";

/** The settings that {@link emailUrl} gives. */
export type EmailUrlSettings = Pick<
  ProjectSettings,
  | "emailBackend"
  | "emailHost"
  | "emailPort"
  | "emailHostUser"
  | "emailHostPassword"
  | "emailUseTls"
  | "emailUseSsl"
  | "emailFilePath"
>;

const backends = new Map<string, EmailUrlSettings>([
  ["smtp", { emailBackend: "smtp" }],
  ["smtps", { emailBackend: "smtp", emailUseTls: true }],
  ["smtp+tls", { emailBackend: "smtp", emailUseTls: true }],
  ["smtp+ssl", { emailBackend: "smtp", emailUseSsl: true }],
  ["console", { emailBackend: "console" }],
  ["consolemail", { emailBackend: "console" }],
  ["file", { emailBackend: "file" }],
  ["filemail", { emailBackend: "file" }],
  ["memory", { emailBackend: "memory" }],
  ["memorymail", { emailBackend: "memory" }],
  ["dummy", { emailBackend: "dummy" }],
  ["dummymail", { emailBackend: "dummy" }],
]);

/**
 * The mail settings from a URL, the form django-environ uses; spread them into the settings. Schemes:
 * `smtp`, `smtp+tls`, `smtps`, `smtp+ssl`, `console`, `file`, `memory`, `dummy` (also with `mail` after
 * the word).
 *
 * @throws InvalidSetting when the URL is wrong; its message has no part of the URL
 * @example
 * defineSettings({ ...emailUrl(env("EMAIL_URL", { default: "consolemail://" })) });
 */
export function emailUrl(url: string): EmailUrlSettings {
  const { scheme, user, password, hosts, path } = parseServiceUrl(url, { kind: "mail", example });
  const backend = backends.get(scheme);
  if (backend === undefined) {
    const known = [...backends.keys()].join(", ");
    throw InvalidSetting.serviceUrl("mail", `its scheme is none of ${known}`, example);
  }
  const [server] = hosts;
  return {
    ...backend,
    ...(server === undefined ? {} : { emailHost: server.host }),
    ...(server?.port === undefined ? {} : { emailPort: server.port }),
    ...(user === undefined ? {} : { emailHostUser: user }),
    ...(password === undefined ? {} : { emailHostPassword: password }),
    ...(backend.emailBackend === "file" ? { emailFilePath: `/${path}` } : {}),
  };
}
