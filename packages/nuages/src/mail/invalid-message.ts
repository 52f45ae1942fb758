import { NuagesTypeError } from "../errors/index.ts";

/** A part of a message is of a wrong kind: an object could be taken for the path of a file. */
export class InvalidMessage extends NuagesTypeError {
  readonly code = "mail.invalid_message";

  static recipients(name: string): InvalidMessage {
    return new InvalidMessage(`"${name}" of a mail must be a list of addresses.`, {
      hint: `Write ${name}: ["ada@example.org"].`,
    });
  }

  static content(name: string): InvalidMessage {
    return new InvalidMessage(`"${name}" of a mail must be text or bytes.`, {
      hint: "Read files yourself and give what is in them: content: await readFile(path).",
    });
  }
}
