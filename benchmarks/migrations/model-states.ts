import { type AnyFieldType, models } from "nuages/db";
import { ModelState, ProjectState } from "nuages/migrations";

type Declared = Readonly<Record<string, AnyFieldType>>;

/** Eleven fields and the key: what a model of a business application has, more or less. */
function fieldsOf(index: number, count: number): Declared {
  return {
    id: models.BigAutoField({
      primaryKey: true,
      autoCreated: true,
      serialize: false,
      verboseName: "ID",
    }),
    name: models.CharField({ maxLength: 100, verboseName: "full name" }),
    slug: models.SlugField({ unique: true }),
    notes: models.TextField({ blank: true, default: "" }),
    state: models.CharField({
      maxLength: 1,
      default: "o",
      choices: [
        ["o", "open"],
        ["c", "closed"],
        ["x", "cancelled"],
      ],
    }),
    price: models.DecimalField({ maxDigits: 12, decimalPlaces: 2, null: true }),
    quantity: models.PositiveIntegerField({ default: 1 }),
    active: models.BooleanField({ default: true }),
    created: models.DateTimeField({ autoNowAdd: true }),
    due: models.DateField({ null: true, blank: true }),
    parent: models.ForeignKey(`shop.model${(index + 1) % count}`, {
      onDelete: models.CASCADE,
      null: true,
      relatedName: "+",
    }),
    tags: models.ManyToManyField(`shop.model${(index + 2) % count}`, { relatedName: "+" }),
  };
}

/** A state of `count` models with twelve fields each, made anew: no object is shared with another. */
export function modelStates(count: number): ProjectState {
  return new ProjectState(
    Array.from(
      { length: count },
      (_, index) =>
        new ModelState({
          appLabel: "shop",
          name: `Model${index}`,
          fields: fieldsOf(index, count),
          options: {
            ordering: ["name"],
            indexes: [new models.Index({ name: `model${index}_due`, fields: ["due", "-created"] })],
          },
        }),
    ),
  );
}

/** The same as JSON: each field with its class and options. */
export function plainForm(state: ProjectState): unknown {
  return [...state.models.values()].map(({ key, fields, options, bases }) => ({
    key,
    fields: [...fields].map(([name, field]) => ({ ...field.deconstruct(), name })),
    options: { ...options, indexes: [{ fields: ["due", "-created"], name: "due" }] },
    bases,
  }));
}
