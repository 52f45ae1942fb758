import { randomUUID } from "node:crypto";

import type { EmailMessage } from "./email-message.ts";
import { loadComposer } from "./load-nodemailer.ts";

/** Writes a message as mail servers carry it; `host` is part of its id. */
export async function composeMessage(
  message: EmailMessage,
  { host }: { readonly host: string },
): Promise<Buffer> {
  const MailComposer = await loadComposer();
  const { subject, body, html, fromEmail, to, cc, replyTo, headers, attachments } = message;
  const own = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  return new MailComposer({
    from: fromEmail,
    to: [...to],
    cc: [...cc],
    replyTo: [...replyTo],
    subject,
    text: body,
    ...(html === undefined ? {} : { html }),
    attachments: attachments.map(({ filename, content, mimetype }) => ({
      filename,
      content: typeof content === "string" ? content : Buffer.from(content),
      ...(mimetype === undefined ? {} : { contentType: mimetype }),
    })),
    headers: { ...headers },
    ...(own.has("message-id") ? {} : { messageId: `<${randomUUID()}@${host}>` }),
    ...(own.has("date") ? {} : { date: new Date() }),
    // Nothing in a message may name a file of this machine or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
