import { TemplateSyntaxError } from "../errors.ts";
import type { Origin } from "../source.ts";

/** True for names that begin with `./` or `../`. */
export function isRelativeName(name: string): boolean {
  return name.startsWith("./") || name.startsWith("../");
}

/**
 * The name of a template that is written relative to another one.
 *
 * @throws TemplateSyntaxError when it leads out of the root, nowhere, or to the template itself.
 */
export function absoluteName(
  name: string,
  { templateName }: Origin,
  { mayBeItself }: { readonly mayBeItself: boolean },
): string {
  if (templateName === undefined) {
    throw new TemplateSyntaxError(
      `The relative path "${name}" leads nowhere: this template has no name.`,
    );
  }
  const parts = templateName.replace(/^\//, "").split("/").slice(0, -1);
  for (const part of name.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) {
        throw new TemplateSyntaxError(
          `The relative path "${name}" leads out of the folder that "${templateName}" is in.`,
        );
      }
    } else if (part !== "." && part !== "") parts.push(part);
  }
  const resolved = parts.join("/");
  if (!mayBeItself && resolved === templateName) {
    throw new TemplateSyntaxError(`The relative path "${name}" leads to this template itself.`);
  }
  return resolved;
}
