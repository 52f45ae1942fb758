import { type ArgumentSpec, type ArgumentSpecs, flagsOf, isNeeded } from "./arguments.ts";

/** What {@link helpText} shows. */
export interface HelpSubject {
  /** How the command is called, such as `nuages check`. */
  readonly program: string;
  readonly help: string;
  readonly specs: ArgumentSpecs;
  /** Options that every command takes. */
  readonly common: ArgumentSpecs;
}

/** One line: the command with its own arguments. */
export function usageLine(program: string, specs: ArgumentSpecs): string {
  const parts = Object.entries(specs).map(([name, spec]) => {
    const text = spec.positional === true ? placeText(name, spec) : flagText(name, spec);
    return isNeeded(spec) ? text : `[${text}]`;
  });
  return ["usage:", program, ...parts, "[options]"].join(" ");
}

/** What `help <command>` prints. */
export function helpText({ program, help, specs, common }: HelpSubject): string {
  const own = Object.entries(specs);
  const places = own.filter(([, spec]) => spec.positional === true);
  const flags = own.filter(([, spec]) => spec.positional !== true);
  const sections = [
    section("arguments", places),
    section("options", flags),
    section("options of every command", Object.entries(common)),
  ];
  return [usageLine(program, specs), help, ...sections].filter((text) => text !== "").join("\n\n");
}

function section(title: string, entries: readonly (readonly [string, ArgumentSpec])[]): string {
  if (entries.length === 0) return "";
  const rows = entries.map(([name, spec]) => {
    const left = spec.positional === true ? name : allFlags(name, spec);
    return `  ${left.padEnd(24)}  ${describe(spec)}`.trimEnd();
  });
  return [`${title}:`, ...rows].join("\n");
}

function describe(spec: ArgumentSpec): string {
  const { help = "", default: byDefault } = spec;
  const isPlain = typeof byDefault === "string" || typeof byDefault === "number";
  return isPlain && byDefault !== "" ? `${help} Default: ${byDefault}.`.trim() : help;
}

function placeText(name: string, spec: ArgumentSpec): string {
  return spec.multiple === true ? `${name} ...` : name;
}

function valueText(name: string, spec: ArgumentSpec): string {
  if (spec.type === "boolean") return "";
  if (spec.choices !== undefined) return ` {${spec.choices.join(",")}}`;
  const value = spec.metavar ?? name.replaceAll(/[A-Z]/gu, (c) => `_${c}`).toUpperCase();
  return spec.bare === undefined ? ` ${value}` : ` [${value}]`;
}

function flagText(name: string, spec: ArgumentSpec): string {
  return `${flagsOf(name, spec)[0] ?? ""}${valueText(name, spec)}`;
}

function allFlags(name: string, spec: ArgumentSpec): string {
  return `${flagsOf(name, spec).join(", ")}${valueText(name, spec)}`;
}
