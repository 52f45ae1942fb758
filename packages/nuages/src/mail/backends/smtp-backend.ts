import { readFile } from "node:fs/promises";

import { settings } from "../../conf/index.ts";
import { MailError } from "../errors.ts";
import { loadNodemailer } from "../load-nodemailer.ts";
import type { EmailBackendFactory } from "./email-backend.ts";

/** Sends messages through the server that the settings `email…` name, over one connection. */
export const smtpBackend: EmailBackendFactory = ({ failSilently }) => ({
  async sendMessages(messages) {
    const transport = await openTransport();
    let sent = 0;
    try {
      for (const message of messages) {
        const envelope = { from: message.fromEmail, to: message.recipients() };
        const info = await transport.sendMail({ envelope, raw: await message.message() });
        if (info.accepted.length > 0) sent += 1;
      }
    } catch (error) {
      // What was not taken is not tried on this connection again: it may not be safe.
      if (!failSilently) throw refusal(error);
    } finally {
      transport.close();
    }
    return sent;
  },
});

async function openTransport() {
  const { createTransport } = await loadNodemailer();
  const {
    emailHost: host,
    emailPort: port,
    emailUseSsl: secure,
    emailUseTls: requireTLS,
    emailHostUser: user,
    emailHostPassword: pass,
    emailTimeout,
    emailSslCertfile,
    emailSslKeyfile,
  } = settings;
  const timeout = emailTimeout === null ? undefined : emailTimeout * 1_000;
  return createTransport({
    host,
    port,
    secure,
    requireTLS,
    pool: true,
    maxConnections: 1,
    ...(user === "" && pass === "" ? {} : { auth: { user, pass } }),
    ...(timeout === undefined ? {} : { connectionTimeout: timeout, socketTimeout: timeout }),
    tls: {
      ...(emailSslCertfile === null ? {} : { cert: await readFile(emailSslCertfile) }),
      ...(emailSslKeyfile === null ? {} : { key: await readFile(emailSslKeyfile) }),
    },
  });
}

function refusal(error: unknown): MailError {
  const { emailHost, emailPort } = settings;
  const { message } = error as Error;
  return new MailError(
    `The mail server ${emailHost}:${emailPort} did not take the message: ${message}.`,
    {
      hint: 'Correct emailHost, emailPort and what else begins with email in the settings; emailBackend: "console" prints mail instead.',
      cause: error,
    },
  );
}
