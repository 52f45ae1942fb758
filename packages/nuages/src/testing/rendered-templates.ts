import { AsyncLocalStorage } from "node:async_hooks";

import { subscribe, type Unsubscribe } from "../instrumentation/index.ts";
import { type Template, templateRendering } from "../template/index.ts";

/** A template that was rendered, with the values that it saw when it began. */
export interface RenderedTemplate {
  readonly template: Template;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Who keeps what is rendered, and who does around it. */
interface Keeper {
  readonly templates: RenderedTemplate[];
  readonly outer: Keeper | undefined;
}

const keepers = new AsyncLocalStorage<Keeper>();
let stop: Unsubscribe | undefined;
let watching = 0;

/** The templates that are rendered while `work` runs, in order, with what it gives. */
export async function withTemplates<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly result: T; readonly templates: readonly RenderedTemplate[] }> {
  const templates: RenderedTemplate[] = [];
  stop ??= subscribe(templateRendering, ({ template, context }) => {
    const rendered = { template, context: context.flatten() };
    for (let keeper = keepers.getStore(); keeper !== undefined; keeper = keeper.outer) {
      keeper.templates.push(rendered);
    }
  });
  watching += 1;
  try {
    const result = await keepers.run({ templates, outer: keepers.getStore() }, async () => work());
    return { result, templates };
  } finally {
    watching -= 1;
    if (watching === 0) {
      stop?.();
      stop = undefined;
    }
  }
}
