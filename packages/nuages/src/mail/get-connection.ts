import { settings } from "../conf/index.ts";
import { consoleBackend } from "./backends/console-backend.ts";
import type { EmailBackend, EmailBackendFactory } from "./backends/email-backend.ts";
import { fileBackend } from "./backends/file-backend.ts";
import { memoryBackend } from "./backends/memory-backend.ts";
import { smtpBackend } from "./backends/smtp-backend.ts";

const BACKENDS = {
  console: () => consoleBackend,
  dummy: () => ({ sendMessages: (messages) => Promise.resolve(messages.length) }),
  file: fileBackend,
  memory: () => memoryBackend,
  smtp: smtpBackend,
} as const satisfies Readonly<Record<string, EmailBackendFactory>>;

/** Which backend {@link getConnection} gives. */
export interface ConnectionOptions {
  /** Default: the setting `emailBackend`. */
  readonly backend?: keyof typeof BACKENDS | EmailBackendFactory;
  /** Count what is not taken as not sent, in place of an error. Default: false. */
  readonly failSilently?: boolean;
}

/** What carries mail. Django: `get_connection()`. */
export function getConnection({
  backend = settings.emailBackend,
  failSilently = false,
}: ConnectionOptions = {}): EmailBackend {
  const make: EmailBackendFactory = typeof backend === "function" ? backend : BACKENDS[backend];
  return make({ failSilently });
}
