import {
  BaseManager,
  Condition,
  Expression,
  Field,
  isSettingReference,
  type Leaf,
} from "../../db/index.ts";
import { CannotSerialize } from "./errors.ts";
import { call, type Code, method, object, quoted } from "./layout.ts";
import { inside, reference, registerRule, serialize, type SerializeContext } from "./serialize.ts";

const DB = "nuages/db";

/** A field: `models.CharField({ maxLength: 200 })`. */
function fieldCode(field: Field, context: SerializeContext): Code {
  const { args, options } = field.deconstruct();
  const name = reference(field.constructor, inside(context, field.constructor.name));
  const entries = Object.entries(options).map(([key, value]): [string, Code] => [
    key,
    key === "onDelete" ? onDeleteCode(value, context) : serialize(value, inside(context, key)),
  ]);
  const given = args.map((arg) =>
    isSettingReference(arg)
      ? call(`${context.imports.add(DB, "models")}.swappable`, quoted(arg.setting))
      : serialize(arg, inside(context, field.constructor.name)),
  );
  return call(name, ...given, ...(entries.length === 0 ? [] : [object(entries)]));
}

/** What happens to rows: a name, or `{ set: value }`. */
function onDeleteCode(value: unknown, context: SerializeContext): Code {
  const models = context.imports.add(DB, "models");
  if (typeof value === "string") return `${models}.${value}`;
  const { set } = value as { readonly set: unknown };
  return call(`${models}.SET`, serialize(set, inside(context, "onDelete")));
}

/** An expression: `F("price").times(2)`, `Lower("title")`. */
function expressionCode(expression: Expression, context: SerializeContext): Code {
  const written = expression.written();
  if (written === undefined) throw CannotSerialize.unknownKind(expression, context.path);
  const args = written.args.map((arg) => serialize(arg, inside(context)));
  if ("target" in written)
    return method(serialize(written.target, inside(context)), written.method, ...args);
  const name =
    typeof written.call === "string"
      ? context.imports.add(DB, written.call)
      : newable(written.call, context);
  return call(name, ...args);
}

/** Functions of the framework are called, classes need `new`. */
function newable(type: object, context: SerializeContext): string {
  const name = reference(type, context);
  return isClass(type) ? `new ${name}` : name;
}

function isClass(value: object): boolean {
  return /^class\b/u.test(Function.prototype.toString.call(value));
}

const JOINS = { AND: "and", OR: "or", XOR: "xor" } as const;

/** A condition: `Q({ pages__gt: 300 }).or(Q({ author: null }))`. */
function conditionCode(condition: Condition, context: SerializeContext): Code {
  const q = context.imports.add(DB, "Q");
  const { children, connector, negated } = condition;
  const leaves = children.filter(isLeaf);
  const isOneObject =
    leaves.length === children.length &&
    (connector === "AND" || leaves.length === 1) &&
    new Set(leaves.map(({ path }) => path)).size === leaves.length;
  const parts = isOneObject
    ? [leavesCode(q, leaves, context)]
    : children.map((child) => childCode(q, child, context));
  const joined = parts.reduce((all, part) => method(all, JOINS[connector], part));
  return negated ? method(joined, "not") : joined;
}

function childCode(
  q: string,
  child: Condition["children"][number],
  context: SerializeContext,
): Code {
  if (isLeaf(child)) return leavesCode(q, [child], context);
  const code = serialize(child, inside(context));
  return child instanceof Condition ? code : call(q, code);
}

function leavesCode(q: string, leaves: readonly Leaf[], context: SerializeContext): Code {
  return call(
    q,
    ...(leaves.length === 0
      ? []
      : [object(leaves.map(({ path, value }) => [path, serialize(value, inside(context, path))]))]),
  );
}

function isLeaf(child: Condition["children"][number]): child is Leaf {
  return !(child instanceof Condition) && !(child instanceof Expression);
}

/** A manager: `new BookManager()`, or `models.managerOf(BookQuerySet)`. */
function managerCode(manager: BaseManager, context: SerializeContext): Code {
  const type = manager.constructor as typeof BaseManager;
  if (type === BaseManager) return call(`new ${context.imports.add(DB, "models")}.Manager`);
  if (context.paths.find(type) !== undefined) return call(`new ${reference(type, context)}`);
  // A class that managerOf() or fromQuerySet() made has no name of its own; its querysets' class has.
  if (Object.getPrototypeOf(type) === BaseManager && Object.hasOwn(type, "querySetClass"))
    return call(
      `${context.imports.add(DB, "models")}.managerOf`,
      reference(type.querySetClass, context),
    );
  throw CannotSerialize.notImportable("class", context.path, type.name);
}

registerRule((value, context) => {
  if (value instanceof Field) return fieldCode(value, context);
  if (value instanceof Condition) return conditionCode(value, context);
  if (value instanceof Expression) return expressionCode(value, context);
  if (value instanceof BaseManager) return managerCode(value, context);
  return undefined;
});
