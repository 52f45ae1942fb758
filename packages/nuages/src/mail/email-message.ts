import { hostname } from "node:os";

import { settings } from "../conf/index.ts";
import { InvalidMessage } from "./invalid-message.ts";
import type { EmailBackend } from "./backends/email-backend.ts";
import { composeMessage } from "./compose-message.ts";
import { getConnection } from "./get-connection.ts";
import { refuseLineBreaks } from "./refuse-line-breaks.ts";

/** A file that goes along with a message. */
export interface EmailAttachment {
  readonly filename: string;
  readonly content: string | Uint8Array;
  /** `application/pdf`. Default: guessed from the name. */
  readonly mimetype?: string;
}

/** What an {@link EmailMessage} is made of. */
export interface EmailMessageOptions {
  readonly subject?: string;
  /** The text. */
  readonly body?: string;
  /** The same as HTML, for readers that show it. */
  readonly html?: string;
  /** Default: the setting `defaultFromEmail`. */
  readonly fromEmail?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  /** Recipients that the others do not see. */
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly EmailAttachment[];
}

/** Options of {@link EmailMessage.send}. */
export interface SendOptions {
  /** Where it goes. Default: what the setting `emailBackend` names. */
  readonly connection?: EmailBackend;
  /** Give 0 in place of an error when the server does not take it. Default: false. */
  readonly failSilently?: boolean;
}

/** A mail. Django: `EmailMessage`, with `EmailMultiAlternatives` in one. */
export class EmailMessage {
  readonly subject: string;
  readonly body: string;
  readonly html: string | undefined;
  readonly fromEmail: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly EmailAttachment[];

  /**
   * @throws BadHeaderError for line breaks in what becomes a header
   * @throws InvalidMessage for recipients that are no list, or content that is neither text nor bytes
   */
  constructor(options: EmailMessageOptions = {}) {
    this.subject = options.subject ?? "";
    this.body = options.body ?? "";
    this.html = options.html;
    this.fromEmail = options.fromEmail ?? settings.defaultFromEmail;
    this.to = addresses("to", options.to);
    this.cc = addresses("cc", options.cc);
    this.bcc = addresses("bcc", options.bcc);
    this.replyTo = addresses("replyTo", options.replyTo);
    this.headers = options.headers ?? {};
    this.attachments = options.attachments ?? [];
    for (const [name, text] of [
      ["body", this.body],
      ["html", this.html ?? ""],
      ...this.attachments.map(({ content }) => ["attachments", content] as const),
    ] as const)
      if (typeof text !== "string" && !(text instanceof Uint8Array))
        throw InvalidMessage.content(name);
    refuseLineBreaks(this);
  }

  /** All whom it goes to. */
  recipients(): string[] {
    return [...this.to, ...this.cc, ...this.bcc].filter((address) => address !== "");
  }

  /**
   * The message as mail servers carry it (RFC 5322), without the hidden recipients.
   *
   * @throws ImproperlyConfigured when the package `nodemailer` is not installed
   */
  message(): Promise<Buffer> {
    return composeMessage(this, { host: hostname() });
  }

  /**
   * Sends it; gives the number of messages that were sent: 1, or 0 without recipients.
   *
   * @throws MailError when the server does not answer or refuses
   */
  async send({ connection, failSilently = false }: SendOptions = {}): Promise<number> {
    if (this.recipients().length === 0) return 0;
    return (connection ?? getConnection({ failSilently })).sendMessages([this]);
  }
}

function addresses(name: string, given: readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given) || given.some((address) => typeof address !== "string"))
    throw InvalidMessage.recipients(name);
  return given;
}
