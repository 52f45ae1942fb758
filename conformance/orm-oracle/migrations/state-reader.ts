import { alteredField, type Field } from "nuages/db";
import { migrations, ModelState, type Operation, ProjectState } from "nuages/migrations";

import { isTagged, type Json } from "../grammar.ts";
import { type FieldForm, type OperationForm, OperationReader } from "./operation-reader.ts";

/** A model of a state. */
export interface ModelForm {
  readonly app: string;
  readonly name: string;
  readonly fields: readonly (readonly [name: string, field: FieldForm])[];
  readonly options?: Json;
  readonly bases?: readonly string[];
  /** Names of managers. */
  readonly managers?: readonly string[];
}

/** Reads states, and operations with the settings and managers that are in them. */
export class StateReader extends OperationReader {
  state(forms: readonly ModelForm[]): ProjectState {
    return new ProjectState(forms.map((form) => this.model(form)));
  }

  model({ app, name, fields, options = {}, bases = [], managers = [] }: ModelForm): ModelState {
    return new ModelState({
      appLabel: app,
      name,
      fields: new Map(
        fields.map(([key, field]) => [this.names.segment(key), this.field(field, key) as Field]),
      ),
      options: this.modelOptions(options),
      bases,
      managers: this.#managers(managers),
    });
  }

  #managers(names: readonly string[]): Record<string, object> {
    return Object.fromEntries(
      names.map((name) => [this.names.segment(name), this.api.create("Manager")]),
    );
  }

  /** A type as a default is called as any function is. */
  override value(form: unknown): unknown {
    const isType = isTagged(form) && form.$ === "class";
    return super.value(isType ? { ...form, $: "callable" } : form);
  }

  /** With the setting in the place of a model that it names. */
  override field(form: FieldForm, name = ""): unknown {
    const to = form.kw?.["to"];
    if (!isTagged(to) || to.$ !== "setting") return super.field(form, name);
    const plain = super.field({ ...form, kw: { ...form.kw, to: "app.Model" } }, name);
    return alteredField(plain as Field, { to: { setting: String(to.v) } });
  }

  override operation(form: OperationForm): Operation {
    const {
      managers,
      ...others
    }: OperationForm & {
      readonly managers?: readonly (readonly [name: string, type: string])[];
    } = form;
    if (managers === undefined) return super.operation(form);
    const named = this.#managers(managers.map(([name]) => name));
    if (form.op === "AlterModelManagers")
      return migrations.AlterModelManagers({ name: String(form["name"]), managers: named });
    const operation = super.operation(others);
    return operation instanceof migrations.CreateModel
      ? operation.with({ managers: named })
      : operation;
  }
}
