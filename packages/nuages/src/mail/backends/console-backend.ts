import type { EmailBackend } from "./email-backend.ts";

/** Prints messages on standard output. */
export const consoleBackend: EmailBackend = {
  async sendMessages(messages) {
    for (const message of messages) {
      const text = (await message.message()).toString("utf8");
      process.stdout.write(`${text}\n${"-".repeat(79)}\n`);
    }
    return messages.length;
  },
};
