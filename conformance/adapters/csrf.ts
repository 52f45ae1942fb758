import { overrideSettings, type ProjectSettings } from "nuages/conf";
import { HttpRequest, HttpResponse } from "nuages/http";
import {
  checkTokenFormat,
  CsrfViewMiddleware,
  InvalidTokenFormat,
  maskSecret,
  tokenMatches,
  unmaskToken,
} from "nuages/middleware";

import type { Adapter, Outcome } from "../adapter.ts";

type Input = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => value as string;

function sent(input: Input): HttpRequest {
  const { post } = input;
  const body =
    typeof post === "string" && input["method"] === "POST"
      ? `csrfmiddlewaretoken=${encodeURIComponent(post)}`
      : null;
  const headers: Record<string, unknown> = {
    Host: input["host"],
    Cookie: typeof input["cookie"] === "string" ? `csrftoken=${input["cookie"]}` : null,
    "X-CSRFToken": input["header"],
    Origin: input["origin"],
    Referer: input["referer"],
    ...(body === null ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
  };
  return new HttpRequest({
    method: text(input["method"]),
    secure: input["secure"] === true,
    serverPort: input["secure"] === true ? "443" : "80",
    body,
    rawHeaders: Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" ? [name, value] : [],
    ),
  });
}

async function check(input: Input): Promise<Outcome> {
  const given = Object.entries((input["settings"] ?? {}) as Input).map(([name, value]) => [
    name.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  using _settings = overrideSettings({
    allowedHosts: ["*"],
    ...(Object.fromEntries(given) as ProjectSettings),
    csrfTrustedOrigins: input["trusted"] as string[],
  });
  const reason = await new CsrfViewMiddleware(() => new HttpResponse()).rejectionReason(
    sent(input),
  );
  return reason === undefined ? { accepted: true } : { accepted: false, reason };
}

export const adapter: Adapter = {
  areas: ["csrf"],
  async run(vector): Promise<Outcome> {
    const input = vector.input as Input;
    switch (vector.op) {
      case "csrf.mask":
        return { value: maskSecret(text(input["secret"]), text(input["mask"])) };
      case "csrf.unmask":
        return { value: unmaskToken(text(input["token"])) };
      case "csrf.match":
        return { value: tokenMatches(text(input["token"]), text(input["secret"])) };
      case "csrf.check_format":
        try {
          checkTokenFormat(text(input["token"]));
          return { value: true };
        } catch (error) {
          if (!(error instanceof InvalidTokenFormat)) throw error;
          return { error: error.name, reason: error.reason };
        }
      default:
        return check(input);
    }
  },
};
