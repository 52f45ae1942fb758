import type { Build } from "./build.ts";
import type { Json } from "./grammar.ts";
import type { ModelForm } from "./schema.ts";

/** Options of `meta` that are passed on as they are, except for names. */
const NAMED = ["ordering", "get_latest_by", "unique_together"] as const;

function paths(form: unknown, build: Build): unknown {
  if (Array.isArray(form)) return form.map((item) => paths(item, build));
  return typeof form === "string" ? build.names.path(form) : form;
}

function isEmpty(form: unknown): boolean {
  return form === null || form === undefined || (Array.isArray(form) && form.length === 0);
}

interface PartForm {
  readonly type: string;
  readonly args: readonly unknown[];
  readonly kw: Json;
}

/** A constraint or an index of a model. */
function buildPart({ type, args, kw }: PartForm, build: Build): unknown {
  const options: Record<string, unknown> = {};
  if (args.length > 0) options["expressions"] = args.map((form) => build.expression(form));
  for (const [name, form] of Object.entries(kw)) {
    const given = (form as { v?: unknown }).v;
    options[build.names.segment(name)] =
      name === "condition" ? build.condition(given) : name === "fields" ? paths(form, build) : form;
  }
  return build.api.make(type, options);
}

/** Makes a part of a model that our API may lack: undefined then. */
export type Attempt = <T>(work: () => T) => T | undefined;

/** The options of a model. Constraints and indexes that our API lacks are left out. */
export function modelOptions(form: ModelForm, build: Build, attempt: Attempt): object {
  const { meta } = form;
  const options: Record<string, unknown> = { appLabel: form.app_label };
  if (form.proxy_for !== undefined) options["proxy"] = true;
  else if (form.db_table !== `${form.app_label}_${form.name.toLowerCase()}`)
    options["dbTable"] = form.db_table;
  for (const name of NAMED)
    if (!isEmpty(meta[name])) options[build.names.segment(name)] = paths(meta[name], build);
  for (const name of ["constraints", "indexes"] as const) {
    const parts = (meta[name] as readonly PartForm[] | undefined) ?? [];
    const built = parts.map((part) => attempt(() => buildPart(part, build)));
    if (parts.length > 0) options[name] = built.filter((part) => part !== undefined);
  }
  return options;
}
