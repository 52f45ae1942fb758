import { NuagesError, NuagesRangeError } from "../errors/index.ts";

/** A subject, an address, a header or a file's name has a line break, which would begin another header. Django: `BadHeaderError`. */
export class BadHeaderError extends NuagesRangeError {
  readonly code = "mail.bad_header";

  static in(name: string, value: string): BadHeaderError {
    return new BadHeaderError(
      `Header values can't contain newlines (got ${JSON.stringify(value)} for header ${JSON.stringify(name)}).`,
      { hint: "Take line breaks out of what visitors write before it becomes part of a mail." },
    );
  }
}

/** A mail server does not answer, or refuses. */
export class MailError extends NuagesError {
  readonly code = "mail.send";
}
