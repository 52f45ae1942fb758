import { settings, type MailRecipient } from "../conf/index.ts";
import { EmailMessage, type EmailMessageOptions, type SendOptions } from "./email-message.ts";

/**
 * Sends one mail; gives 1, or 0 when nobody is to get it. Django: `send_mail()`.
 *
 * @throws MailError when the server does not answer or refuses
 * @throws BadHeaderError for line breaks in what becomes a header
 * @example
 * await sendMail({ subject: "Your book", body: "It is here.", to: ["ada@example.org"] });
 */
export async function sendMail(options: EmailMessageOptions & SendOptions): Promise<number> {
  return new EmailMessage(options).send(options);
}

/** What {@link mailAdmins} and {@link mailManagers} send. */
export type NoticeOptions = Pick<EmailMessageOptions, "subject" | "body" | "html"> & SendOptions;

/** Sends a mail to the people of the setting `admins`; to nobody when there are none. Django: `mail_admins()`. */
export function mailAdmins(options: NoticeOptions): Promise<number> {
  return notify(settings.admins, options);
}

/** Sends a mail to the people of the setting `managers`. Django: `mail_managers()`. */
export function mailManagers(options: NoticeOptions): Promise<number> {
  return notify(settings.managers, options);
}

async function notify(people: readonly MailRecipient[], options: NoticeOptions): Promise<number> {
  const { emailSubjectPrefix, serverEmail } = settings;
  return sendMail({
    ...options,
    subject: `${emailSubjectPrefix}${options.subject ?? ""}`,
    fromEmail: serverEmail,
    to: people.map((person) => (typeof person === "string" ? person : person[1])),
  });
}
