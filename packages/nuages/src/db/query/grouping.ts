import { Col, Ref } from "../expressions/columns.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Query } from "./query.ts";

/** Groups by everything that is selected and is no aggregate. */
export function groupBySelection(query: Query, allowAliases: boolean): void {
  const joinedColumns = new Set<string>();
  if (allowAliases) {
    for (const { step } of query.tables.values()) {
      for (const field of step?.to.localConcreteFields ?? [])
        if (field.column !== undefined) joinedColumns.add(field.column);
    }
    moveComputedValues(query);
  }
  const groupBy: Expression[] = [...query.select];
  for (const [name, annotation] of query.selectedAnnotations()) {
    const columns = annotation.groupByColumns();
    if (columns.length === 0) continue;
    if (allowAliases && !joinedColumns.has(name) && !annotation.containsAggregate)
      groupBy.push(new Ref(name, annotation));
    else groupBy.push(...columns);
  }
  query.groupBy = groupBy;
}

/** `values("born__year")`: what is no column is an annotation from here on, so that it can be grouped by its name. */
function moveComputedValues(query: Query): void {
  if (query.valuesSelect.length === 0) return;
  const columns: [string, Expression][] = [];
  const computed: [string, Expression][] = [];
  query.valuesSelect.forEach((name, index) => {
    const expression = query.select[index];
    if (expression !== undefined)
      (expression instanceof Col ? columns : computed).push([name, expression]);
  });
  if (computed.length === 0) return;
  const mask = query.annotationMask ?? new Set(query.annotations.keys());
  query.annotations = new Map([...computed, ...query.annotations]);
  query.annotationMask = new Set([...mask, ...computed.map(([name]) => name)]);
  query.select = columns.map(([, expression]) => expression);
  query.valuesSelect = columns.map(([name]) => name);
}
