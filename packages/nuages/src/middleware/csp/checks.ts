import { type CheckMessage, error, registerCheck } from "../../checks/index.ts";
import { settings } from "../../conf/index.ts";
import { BadCspSource, buildPolicy } from "./policy.ts";

/** A policy that cannot be written would fail with the first page. */
function checkPolicy(name: "secureCsp" | "secureCspReportOnly"): CheckMessage[] {
  try {
    buildPolicy(settings[name], "nonce");
    return [];
  } catch (problem) {
    if (!(problem instanceof BadCspSource)) throw problem;
    return [
      error({
        id: "security.E026",
        obj: `settings.${name}`,
        msg: `The setting ${name} is no content security policy: ${problem.message.split("\n", 1)[0]}`,
        ...(problem.hint === undefined ? {} : { hint: problem.hint }),
      }),
    ];
  }
}

registerCheck(() => [...checkPolicy("secureCsp"), ...checkPolicy("secureCspReportOnly")], {
  tags: ["security"],
});
