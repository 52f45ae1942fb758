import { overrideSettings } from "nuages/conf";
import {
  type DraftMigration,
  type FieldQuestion,
  MigrationAutodetector,
  NO_DEFAULT,
  type Questioner,
  sameValue,
  suggestName,
} from "nuages/migrations";

import type { Json } from "../grammar.ts";
import type { Judgement } from "./judgement.ts";
import type { FieldForm, OperationForm } from "./operation-reader.ts";
import type { ModelForm, StateReader } from "./state-reader.ts";

interface MigrationForm {
  readonly app: string;
  readonly name: string;
  readonly initial: boolean;
  readonly dependencies: readonly (readonly [app: string, name: string])[];
  readonly suggested_name: string;
  readonly describe: readonly string[];
  readonly operations: readonly OperationForm[];
}

/** A case of `migrations.jsonl` about the difference of two states. */
export interface AutodetectorCase {
  readonly before: readonly ModelForm[];
  readonly after: readonly ModelForm[];
  readonly answers?: Json;
  readonly settings?: Json;
  readonly expect: readonly MigrationForm[];
  readonly asks?: readonly (readonly unknown[])[];
}

/** Answers as the case says, and writes down what it was asked. */
class CaseQuestioner implements Questioner {
  readonly asked: (readonly unknown[])[] = [];
  readonly #answers: Json;
  readonly #reader: StateReader;

  constructor(answers: Json, reader: StateReader) {
    this.#answers = answers;
    this.#reader = reader;
  }

  #value(kind: string, { modelName, name }: FieldQuestion): unknown {
    this.asked.push([kind, modelName, name]);
    const form = this.#answers[kind];
    if (form === "ignore") return NO_DEFAULT;
    return form === undefined ? null : this.#reader.value(form);
  }

  async askInitial(): Promise<boolean> {
    return true;
  }

  async askMerge(): Promise<boolean> {
    return false;
  }

  async askRename(question: Parameters<Questioner["askRename"]>[0]): Promise<boolean> {
    const { modelName, oldName, newName, field } = question;
    this.asked.push(["rename", modelName, oldName, newName, field]);
    return this.#answers["rename"] === true;
  }

  async askRenameModel(question: Parameters<Questioner["askRenameModel"]>[0]): Promise<boolean> {
    const { oldModel, newModel } = question;
    const labels = [oldModel, newModel].map(({ appLabel, name }) => `${appLabel}.${name}`);
    this.asked.push(["rename_model", ...labels]);
    return this.#answers["rename_model"] === true;
  }

  async askNotNullAddition(question: FieldQuestion): Promise<unknown> {
    return this.#value("not_null_addition", question);
  }

  async askNotNullAlteration(question: FieldQuestion): Promise<unknown> {
    return this.#value("not_null_alteration", question);
  }

  async askAutoNowAddAddition(question: FieldQuestion): Promise<unknown> {
    return this.#value("auto_now_add_addition", question);
  }

  async askUniqueCallableDefaultAddition({ modelName, name }: FieldQuestion): Promise<void> {
    this.asked.push(["unique_callable_default_addition", modelName, name]);
  }
}

/** A question of the oracle with our names and a field of ours. */
function readQuestion(form: readonly unknown[], reader: StateReader): readonly unknown[] {
  const [kind, ...rest] = form;
  if (kind === "rename_model") return form;
  return [
    kind,
    ...rest.map((item, index) => {
      if (index === 0) return item;
      return typeof item === "string"
        ? reader.names.segment(item)
        : reader.field(item as FieldForm, String(rest[2]));
    }),
  ];
}

/** Words of ours in the oracle's spelling. */
function spelled(text: string, { names }: StateReader): string {
  return text.replaceAll(/\w+/g, (word) => names.back(word));
}

function pictureOf(draft: DraftMigration, reader: StateReader): Json {
  return {
    app: draft.appLabel,
    name: draft.name,
    initial: draft.initial,
    dependencies: draft.dependencies
      .map((each) => ("setting" in each ? ["__setting__", each.setting] : [...each]))
      .sort((a, b) => (a.join(".") < b.join(".") ? -1 : 1)),
    suggested_name: suggestName(draft),
    describe: draft.operations.map((each) => spelled(each.formattedDescription(), reader)),
  };
}

function settingsOf(forms: Json = {}): Record<string, unknown> {
  const spell = (name: string): string =>
    name.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(forms).map(([name, value]) => [spell(name), value]));
}

/** Looks for the operations that lead from one state to the other and compares them with Django's. */
export async function judgeAutodetector(
  form: AutodetectorCase,
  reader: StateReader,
): Promise<Judgement> {
  using _ = overrideSettings(settingsOf(form.settings));
  const questioner = new CaseQuestioner(form.answers ?? {}, reader);
  const detector = new MigrationAutodetector(
    reader.state(form.before),
    reader.state(form.after),
    questioner,
  );
  const found = [...(await detector.detect()).values()].flat();
  const drafts = found.sort((a, b) => (a.appLabel < b.appLabel ? -1 : 1));
  const pictures = drafts.map((draft) => pictureOf(draft, reader));
  const wrong: string[] = [];
  const expected = form.expect.map(({ operations: _operations, ...others }) => others);
  for (const key of Object.keys({ ...pictures[0], ...expected[0] })) {
    const [theirs, ours] = [expected, pictures].map((list) =>
      list.map((item) => (item as Json)[key]),
    );
    if (!sameValue(theirs, ours)) wrong.push(key);
  }
  const operations = form.expect.map((migration) => reader.operations(migration.operations));
  if (
    !sameValue(
      drafts.map((draft) => [...draft.operations]),
      operations,
    )
  )
    wrong.push("operations");
  const questions = (form.asks ?? []).map((question) => readQuestion(question, reader));
  if (!sameValue(questioner.asked, questions)) wrong.push("asks");
  return {
    wrong,
    migrations: pictures,
    asked: questioner.asked.map((question) => question.map(String)),
    operations: drafts.map((draft) => draft.operations.map((each) => each.deconstruct())),
  };
}
