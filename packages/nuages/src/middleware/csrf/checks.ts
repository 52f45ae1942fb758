import { type CheckMessage, error, registerCheck } from "../../checks/index.ts";
import { settings } from "../../conf/index.ts";

/** Origins have a scheme: the host alone would allow plain HTTP. */
function checkTrustedOrigins(): CheckMessage[] {
  return settings.csrfTrustedOrigins
    .filter((origin) => !origin.includes("://"))
    .map((origin) =>
      error({
        id: "4_0.E001",
        obj: "settings.csrfTrustedOrigins",
        msg: `The values in the csrfTrustedOrigins setting must start with a scheme (usually http:// or https://) but found ${origin}.`,
      }),
    );
}

/** What is no view would fail only when the first form is refused. */
function checkFailureView(): CheckMessage[] {
  const view: unknown = settings.csrfFailureView;
  if (view === null || typeof view === "function") return [];
  return [
    error({
      id: "security.E101",
      obj: "settings.csrfFailureView",
      msg: `The csrfFailureView setting is ${typeof view === "string" ? `the string ${JSON.stringify(view)}` : `a value of type ${typeof view}`}, no view.`,
      hint: "Give the view itself, a function of the request and of { reason }.",
    }),
  ];
}

registerCheck(checkTrustedOrigins, { tags: ["security"] });
registerCheck(checkFailureView, { tags: ["security"] });
