import type * as nodemailer from "nodemailer";
import type MailComposer from "nodemailer/lib/mail-composer";

import { ImproperlyConfigured } from "../errors/index.ts";

function missing(cause: unknown): ImproperlyConfigured {
  return new ImproperlyConfigured(
    'Mail is written with the package "nodemailer", which is missing.',
    { hint: "Run: npm install nodemailer", cause },
  );
}

/** @throws ImproperlyConfigured when the package is not installed */
export async function loadNodemailer(): Promise<typeof nodemailer> {
  try {
    return await import("nodemailer");
  } catch (error) {
    throw missing(error);
  }
}

/** @throws ImproperlyConfigured when the package is not installed */
export async function loadComposer(): Promise<typeof MailComposer> {
  try {
    return (await import("nodemailer/lib/mail-composer")).default;
  } catch (error) {
    throw missing(error);
  }
}
