import { existsSync, readdirSync } from "node:fs";
import { relative } from "node:path";

import { callCommand, CommandError } from "nuages/cli";

import type { Wanted } from "./arguments.ts";
import { packageManager, type PackageManager } from "./package-manager.ts";
import { runProgram } from "./run-program.ts";

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Makes a site: its files, what it needs, its database; then starts it.
 *
 * @throws CommandError when the name or the folder cannot be taken, or a step fails
 */
export async function createSite(wanted: Wanted): Promise<void> {
  const { folder, name, template, install, start, git } = wanted;
  const manager = packageManager();
  refuseFull(folder);
  say(`Creating the site in ${shown(folder)}`);
  await callCommand("startproject", name, folder, { template, verbosity: 0 });
  if (install) await prepare(wanted, manager);
  if (git) await beginRepository(folder);
  say(nextSteps(wanted, manager));
  if (start) await runProgram(manager.name, ["start"], { folder });
}

function shown(folder: string): string {
  return relative(process.cwd(), folder) || ".";
}

function refuseFull(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).every((file) => file === ".git")) return;
  throw new CommandError(`The folder ${shown(folder)} is there already and has files in it.`, {
    hint: "Name another folder: npm create nuages FOLDER. A project in a folder with files: npx nuages startproject NAME .",
  });
}

/** What must be done before a site can be started, as one would type it. */
function preparation(template: string, { name, run }: PackageManager): string[] {
  const welcome = template === "site" ? [`${run} nuages loaddata welcome`] : [];
  return [`${name} install`, `${run} nuages migrate`, ...welcome];
}

async function prepare({ folder, template }: Wanted, manager: PackageManager): Promise<void> {
  for (const command of preparation(template, manager)) {
    say(`\n> ${command}\n`);
    await step(command, folder);
  }
}

async function step(command: string, folder: string): Promise<void> {
  const [program = "", ...args] = command.split(" ");
  const status = await runProgram(program, args, { folder });
  if (status === 0) return;
  const reason = status === undefined ? "is not there" : `ended with status ${status}`;
  throw new CommandError(`The site's files are written, but "${command}" ${reason}.`, {
    hint: `Mend what it says, then go on in ${shown(folder)} with: ${command}`,
  });
}

async function beginRepository(folder: string): Promise<void> {
  const commands = [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "Start the site"],
  ];
  for (const args of commands) {
    if ((await runProgram("git", args, { folder })) === 0) continue;
    throw new CommandError(`The site is made, but "git ${args.join(" ")}" failed.`, {
      hint: `Mend what it says, then run it in ${shown(folder)}.`,
    });
  }
}

function nextSteps({ folder, template, install, start }: Wanted, manager: PackageManager): string {
  const enter = shown(folder) === "." ? [] : [`cd ${shown(folder)}`];
  const prepared = install ? [] : preparation(template, manager);
  const commands = [...enter, ...prepared, `${manager.name} start`];
  const later = start ? "The site starts now; Ctrl+C stops it. Later:" : "The site is ready. Next:";
  return `\n${later}\n\n${commands.map((line) => `  ${line}\n`).join("")}`;
}
