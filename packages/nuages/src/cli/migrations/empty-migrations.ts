import {
  Migration,
  type MigrationLoader,
  migrationNumber,
  suggestName,
} from "../../migrations/index.ts";
import { CommandError } from "../errors.ts";

/** A migration without operations for each of the apps, behind its last one. */
export function emptyMigrations(
  loader: MigrationLoader,
  labels: readonly string[],
  name: string | undefined,
): Map<string, Migration[]> {
  if (labels.length === 0)
    throw new CommandError("You must supply at least one app label when using --empty.");
  return new Map(
    labels.map((label) => {
      const [leaf] = loader.graph.leafNodes(label);
      const number = leaf === undefined ? 1 : (migrationNumber(leaf[1]) ?? 0) + 1;
      const words = name ?? (leaf === undefined ? "initial" : suggestName({ operations: [] }));
      const migration = new Migration(label, `${String(number).padStart(4, "0")}_${words}`, {
        dependencies: leaf === undefined ? [] : [leaf],
        operations: [],
      });
      return [label, [migration]];
    }),
  );
}
