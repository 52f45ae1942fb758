import { NuagesError } from "../../errors/index.ts";

/** Changes of the models need each other in a circle that cannot be cut. */
export class UnresolvableDependencies extends NuagesError {
  readonly code = "migrations.unresolvable_dependencies";

  static circle(stuck: ReadonlyMap<string, readonly string[]>): UnresolvableDependencies {
    const lines = [...stuck].map(([app, steps]) => `${app}: ${steps.join(", ")}`);
    return new UnresolvableDependencies(
      `Some changes of the models need each other in a circle (${lines.join("; ")}).`,
      {
        hint: "Make the changes in two steps, with makemigrations after each.",
        details: { stuck: Object.fromEntries(stuck) },
      },
    );
  }
}
