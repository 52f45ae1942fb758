import type { EmailMessage } from "../email-message.ts";
import type { EmailBackend } from "./email-backend.ts";

/** The messages that were sent with `emailBackend: "memory"`, as in tests. Django: `mail.outbox`. */
export const outbox: EmailMessage[] = [];

/** Keeps messages in {@link outbox}. */
export const memoryBackend: EmailBackend = {
  async sendMessages(messages) {
    outbox.push(...messages);
    return messages.length;
  },
};
