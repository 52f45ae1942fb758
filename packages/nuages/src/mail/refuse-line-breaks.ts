import { BadHeaderError } from "./errors.ts";
import type { EmailMessage } from "./email-message.ts";

/** @throws BadHeaderError for line breaks in what becomes a header of the message */
export function refuseLineBreaks(message: EmailMessage): void {
  const { subject, fromEmail, to, cc, bcc, replyTo, headers, attachments } = message;
  const parts: (readonly [name: string, value: string])[] = [
    ["Subject", subject],
    ["From", fromEmail],
    ...to.map((address) => ["To", address] as const),
    ...cc.map((address) => ["Cc", address] as const),
    ...bcc.map((address) => ["Bcc", address] as const),
    ...replyTo.map((address) => ["Reply-To", address] as const),
    ...Object.entries(headers),
    ...Object.keys(headers).map((name) => [name, name] as const),
    ...attachments.flatMap(({ filename, mimetype = "" }) => [
      ["filename", filename] as const,
      ["mimetype", mimetype] as const,
    ]),
  ];
  for (const [name, value] of parts)
    if (/[\r\n\0]/u.test(value)) throw BadHeaderError.in(name, value);
}
