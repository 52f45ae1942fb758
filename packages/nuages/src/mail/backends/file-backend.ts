import { randomUUID } from "node:crypto";
import { appendFile, mkdir } from "node:fs/promises";
import path from "node:path";

import { settings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import type { EmailBackend } from "./email-backend.ts";

/** Writes messages into a file of the folder `emailFilePath`, one file for each connection. */
export function fileBackend(): EmailBackend {
  const folder = settings.emailFilePath;
  if (folder === null)
    throw new ImproperlyConfigured("The mail backend file needs the setting emailFilePath.", {
      hint: 'Name a folder in the settings: emailFilePath: path.join(baseDir, "mail").',
    });
  const stamp = new Date().toISOString().replaceAll(/[-:.TZ]/gu, "");
  const file = path.join(folder, `${stamp}-${randomUUID()}.log`);
  return {
    async sendMessages(messages) {
      await mkdir(folder, { recursive: true });
      for (const message of messages)
        await appendFile(
          file,
          Buffer.concat([await message.message(), Buffer.from(`\n${"-".repeat(79)}\n`)]),
          // Mail is nobody else's to read.
          { mode: 0o600 },
        );
      return messages.length;
    },
  };
}
