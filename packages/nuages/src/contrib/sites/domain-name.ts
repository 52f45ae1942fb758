import { gettext } from "../../i18n/index.ts";
import { ValidationError } from "../../validation/index.ts";

/** @throws ValidationError when a domain name has spaces or line breaks */
export function validateDomainName(value: unknown): void {
  if (typeof value !== "string" || !/\s/u.test(value)) return;
  throw new ValidationError(gettext("The domain name cannot contain any spaces or tabs."), {
    code: "invalid",
  });
}
