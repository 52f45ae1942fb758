import { defineEvent, defineSpan } from "../../instrumentation/index.ts";
import type { Context } from "../context.ts";
import type { Template } from "../template.ts";

/** What listeners of {@link templateSpan} and {@link templateRendering} see. */
export interface TemplatePayload {
  readonly template: Template;
  /** The fragment that is rendered alone, if it is one. */
  readonly fragment: string | undefined;
  /** It goes on changing while the template is rendered: copy what you keep (`context.flatten()`). */
  readonly context: Context;
}

/** Every rendering that the program asks for, with all that the template includes and extends. */
export const templateSpan = defineSpan<TemplatePayload>("template");

/**
 * Every template that begins to be rendered, those that another one includes or extends, too.
 * Django: the signal `template_rendered` of tests.
 */
export const templateRendering = defineEvent<TemplatePayload>("template.rendering");

/** Tells whoever watches that a template begins. */
export function announce(template: Template, context: Context, fragment?: string): void {
  if (templateRendering.hasSubscribers) {
    templateRendering.publish({ template, context, fragment });
  }
}
