export { type EmailBackend, type EmailBackendFactory } from "./backends/email-backend.ts";
export { outbox } from "./backends/memory-backend.ts";
export {
  type EmailAttachment,
  EmailMessage,
  type EmailMessageOptions,
  type SendOptions,
} from "./email-message.ts";
export { BadHeaderError, MailError } from "./errors.ts";
export { type ConnectionOptions, getConnection } from "./get-connection.ts";
export { InvalidMessage } from "./invalid-message.ts";
export { mailAdmins, mailManagers, type NoticeOptions, sendMail } from "./send-mail.ts";
