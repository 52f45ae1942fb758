import type { EmailMessage } from "../email-message.ts";

/** Carries messages. Django: `BaseEmailBackend`. */
export interface EmailBackend {
  /** Sends messages; gives how many were sent. @throws MailError */
  sendMessages(messages: readonly EmailMessage[]): Promise<number>;
}

/** What makes a backend. */
export type EmailBackendFactory = (options: { readonly failSilently: boolean }) => EmailBackend;

declare module "../../conf/settings.ts" {
  interface SettingValues {
    readonly emailBackend: EmailBackendFactory;
  }
}
