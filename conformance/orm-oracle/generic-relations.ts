import type { Case } from "./grammar.ts";

const TAGGED = "tagging.TaggedItem";
/** Models that have tags by a generic relation, or whose deletion reaches one that has. */
const TAGGED_TABLES = /"(?:tagging_taggeditem|shop_book|events_event)"/;
const GENERIC_PATHS = /"-?(?:tags|content_object)(?:__|")/;
const PATHS_OF_TAGS = /"-?(?:book|event|content_object)(?:__|")/;

function deletes(form: Case): boolean {
  return JSON.stringify(form.terminal).includes('"delete"');
}

/** Whether a case reaches rows by a relation of contenttypes. */
export function needsGenericRelations(form: Case): boolean {
  const { model, from, attr, ops, terminal, show } = form;
  const asked = JSON.stringify({ attr, ops, terminal, show, from });
  const statements = (form.sql["sqlite"] ?? []).join("\n");
  if (model === TAGGED) return PATHS_OF_TAGS.test(asked);
  if (GENERIC_PATHS.test(asked) || TAGGED in (form.after ?? {})) return true;
  return (
    statements.includes('"tagging_taggeditem"') || (deletes(form) && TAGGED_TABLES.test(statements))
  );
}
