import type { Operation } from "../../migrations/index.ts";
import { Truncator } from "../../utils/truncator.ts";

/** A line about an operation of a plan. */
export interface PlanLine {
  readonly text: string;
  /** It is to be undone, and cannot be. */
  readonly irreversible: boolean;
}

/** Longest text about the code or the SQL of an operation. */
const MAX_ACTION = 40;

/** What an operation of a plan does, with the beginning of its SQL or the name of its function. */
export function describeOperation(operation: Operation, backwards: boolean): PlanLine {
  const irreversible = backwards && !operation.reversible;
  const action = irreversible ? "IRREVERSIBLE" : actionOf(operation, backwards);
  const shown = action === "" ? "" : new Truncator(` -> ${action}`).chars(MAX_ACTION);
  const text = `${backwards ? "Undo " : ""}${operation.describe()}${shown}`;
  return { text, irreversible };
}

/** Operations that run something which the developer wrote. */
interface Written {
  readonly code?: unknown;
  readonly reverseCode?: unknown;
  readonly sql?: unknown;
  readonly reverseSql?: unknown;
}

function actionOf(operation: Operation & Written, backwards: boolean): string {
  const { code, reverseCode, sql, reverseSql } = operation;
  const action = backwards ? (reverseCode ?? reverseSql) : (code ?? sql);
  if (typeof action === "function") return action.name;
  const text = Array.isArray(action) ? action.flat().join("; ") : action;
  return typeof text === "string" ? text.replaceAll("\n", " ").trim() : "";
}
