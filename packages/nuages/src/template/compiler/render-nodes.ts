import type { Context } from "../context.ts";
import { InternalError } from "../../errors/index.ts";
import type { FilterExpression, MissingValue } from "../nodes/filter-expression.ts";
import type { NodeList } from "../nodes/node.ts";
import { drive, type Rendering } from "../runtime/thenable.ts";
import type { RenderFunction, RenderState } from "../runtime/render-state.ts";
import { runtime } from "../runtime/runtime.ts";
import { TemplateSource } from "../source.ts";
import { CodeWriter } from "./code-writer.ts";

type Factory = (runtimeFunctions: typeof runtime, constants: readonly unknown[]) => unknown[];

/** Turns the code of a writer into its functions. */
export function evaluate(writer: CodeWriter, names: readonly string[]): RenderFunction[] {
  // The code holds encoded literals and numbered names alone; see CodeWriter.
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- templates are compiled
  const factory = new Function("r", "k", writer.finish(names)) as Factory;
  return factory(runtime, writer.constants) as RenderFunction[];
}

/** The function that renders nodes. */
export function compileNodes(nodes: NodeList, source: TemplateSource): RenderFunction {
  const writer = new CodeWriter(source);
  const name = writer.function(nodes, () => {
    writer.body(nodes);
  });
  const [render] = evaluate(writer, [name]);
  if (render === undefined) throw new InternalError("a template gave no function");
  return render;
}

const compiledLists = new WeakMap<NodeList, RenderFunction>();
const compiledExpressions = new WeakMap<FilterExpression, Map<MissingValue, RenderFunction>>();
/** An expression by itself changes nothing. */
const emptyList = { usesContext: false };
const noSource = new TemplateSource("", { name: "<expression>", templateName: undefined });

function stateOf(context: Context): RenderState {
  if (context.state === undefined) {
    throw new TypeError("The context is not bound: nodes are rendered by a template.");
  }
  return context.state;
}

/** Renders nodes within a rendering that is under way, for the `render()` of a tag. */
export function renderNodes(
  nodes: NodeList,
  source: TemplateSource,
  context: Context,
): string | Promise<string> {
  let render = compiledLists.get(nodes);
  if (render === undefined) {
    render = compileNodes(nodes, source);
    compiledLists.set(nodes, render);
  }
  return drive(render(stateOf(context), context));
}

/** Resolves an expression within a rendering that is under way. */
export function resolveExpression(
  expression: FilterExpression,
  context: Context,
  missing: MissingValue,
): unknown {
  const variants = compiledExpressions.get(expression) ?? new Map<MissingValue, RenderFunction>();
  compiledExpressions.set(expression, variants);
  let resolve = variants.get(missing);
  if (resolve === undefined) {
    resolve = compileExpression(expression, missing);
    variants.set(missing, resolve);
  }
  return drive(resolve(stateOf(context), context) as Rendering<unknown>);
}

function compileExpression(expression: FilterExpression, missing: MissingValue): RenderFunction {
  const writer = new CodeWriter(noSource);
  const name = writer.function(emptyList, () => {
    writer.line(`return ${expression.code(writer, { missing })};`);
  });
  const [resolve] = evaluate(writer, [name]);
  if (resolve === undefined) throw new InternalError("an expression gave no function");
  return resolve;
}
