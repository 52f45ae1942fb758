import { hostname } from "node:os";

import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";

export default defineCommand({
  help: "Sends a mail, to find out whether the settings of mail are right.",
  requiresSystemChecks: [],
  arguments: {
    email: { positional: true, multiple: true, optional: true, help: "Who gets it." },
    managers: { type: "boolean", help: "Send one to the people of the setting managers." },
    admins: { type: "boolean", help: "Send one to the people of the setting admins." },
  },
  async handle({ email, managers, admins }, { stdout }) {
    if (email.length === 0 && !managers && !admins) {
      throw new CommandError(
        "You must specify some email recipients, or pass the --managers or --admins options.",
        { hint: "nuages sendtestemail ada@example.org" },
      );
    }
    const { mailAdmins, mailManagers, sendMail } = await import("../../mail/index.ts");
    const subject = `Test email from ${hostname()} on ${new Date().toISOString()}`;
    const body = "If you're reading this, it was successful.";
    let sent = 0;
    if (email.length > 0) sent += await sendMail({ subject, body, to: email });
    if (managers) sent += await mailManagers({ subject, body });
    if (admins) sent += await mailAdmins({ subject, body });
    stdout.write(`${sent} message${sent === 1 ? "" : "s"} sent.`);
  },
});
