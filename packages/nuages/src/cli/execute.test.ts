import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const fixtures = join(import.meta.dirname, "fixtures");
const bin = join(import.meta.dirname, "../../bin/nuages.js");

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly program?: string;
}

/** Runs a command in a process of its own. */
function run(argv: readonly string[], options: RunOptions = {}): Outcome {
  const { cwd = join(fixtures, "site"), env = {}, program = "manage.ts" } = options;
  const { FORCE_COLOR: _, NODE_OPTIONS: __, ...inherited } = process.env;
  return spawnSync(process.execPath, ["--conditions=@nuages/source", program, ...argv], {
    cwd,
    encoding: "utf8",
    env: { ...inherited, ...env },
  });
}

function wrong(project: string, ...argv: string[]): Outcome {
  return run(argv, { cwd: join(fixtures, "wrong-projects", project) });
}

describe("help", () => {
  it("lists the commands grouped by app, without those that start with _ [CLI-01, CLI-04]", () => {
    const { status, stdout } = run([]);

    expect(status).toBe(0);
    expect(stdout).toContain("Type 'manage.ts help <subcommand>' for help");
    expect(stdout).toContain("[shelf]\n    greet\n    notacommand\n");
    expect(stdout).toMatch(/\[nuages\]\n {4}check\n(?: {4}\w+\n)* {4}help\n/u);
    expect(stdout).not.toContain("_shared");
    expect(run(["--help"]).stdout).toBe(stdout);
  });

  it("prints names only with --commands", () => {
    expect(run(["help", "--commands"]).stdout).toMatch(/^always\ncheck\n(?:\w+\n)*each\n/u);
  });

  it("shows how a command is used [CLI-01, CLI-03]", () => {
    const { stdout } = run(["help", "greet"]);

    expect(stdout).toMatch(
      /^usage: manage.ts greet name \[--times TIMES\] \[--mood \{glad,sad\}\] \[-S\] \[options\]\n\nGreets a reader\.\n/u,
    );
    expect(stdout).toMatch(/-v, --verbosity \{0,1,2,3\}.*--traceback.*--no-color.*--skip-checks/su);
    expect(run(["greet", "--help"]).stdout).toBe(stdout);
  });

  it("lists the framework's commands where settings are broken, and says why [CLI-02]", () => {
    const { status, stdout } = wrong("no-default-export", "help");

    expect(status).toBe(0);
    expect(stdout).toContain("    startproject\n");
    expect(stdout).toContain(
      "Only the framework's commands are listed, as the settings cannot be loaded: " +
        "The settings file settings.ts has no default export.",
    );
  });
});

describe("version", () => {
  it("prints the version [CLI-01]", () => {
    const { stdout } = run(["version"]);

    expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/u);
    expect(run(["--version"]).stdout).toBe(stdout);
  });
});

describe("execute()", () => {
  it("writes what handle() gives [CLI-05]", () => {
    expect(run(["greet", "you", "--times", "2", "-S"])).toMatchObject({
      status: 0,
      stdout: "HELLO YOU\nHELLO YOU\n",
    });
  });

  it("lets the earlier app win, and an app before the framework [CLI-04, SET-30]", () => {
    expect(run(["greet", "you"]).stdout).toBe("hello you\n");
    expect(run(["diffsettings"]).stdout).toBe("the app's own diffsettings\n");
  });

  it("suggests the nearest command, exit status 1 [CLI-02]", () => {
    expect(run(["chekc"])).toMatchObject({
      status: 1,
      stderr:
        "CommandError: Unknown command: 'chekc'. Did you mean check?\n" +
        "  Type 'manage.ts help' for usage.\n",
    });
  });

  it("prints usage for a wrong command line, exit status 2", () => {
    expect(run(["greet"])).toMatchObject({
      status: 2,
      stderr:
        "usage: manage.ts greet name [--times TIMES] [--mood {glad,sad}] [-S] [options]\n" +
        "manage.ts greet: error: Whom shall I greet?\n",
    });
    expect(run(["greet", "you", "--tmies", "2"]).stderr).toContain(
      "manage.ts greet: error: unrecognized arguments: --tmies. Did you mean --times?",
    );
  });

  it("prints a CommandError without stack, with its exit status [CLI-05]", () => {
    expect(run(["greet", "nobody"])).toMatchObject({
      status: 3,
      stderr: "CommandError: Nobody is there.\n",
    });
  });

  it("shows the stack with --traceback [CLI-03]", () => {
    expect(run(["greet", "nobody", "--traceback"]).stderr).toMatch(
      /CommandError: Nobody is there\.\n\s+at .*greet\.ts:13/u,
    );
  });

  it("shows the stack of an error that is no mistake of the user", () => {
    const { status, stderr } = run(["greet", "bug"]);

    expect(status).toBe(1);
    expect(stderr).toMatch(/^RangeError: a bug\n\s+at .*greet\.ts:14/u);
  });

  it("goes on to its end when nobody reads what it prints", () => {
    const command = `"${process.execPath}" --conditions=@nuages/source manage.ts help`;
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout, stderr } = spawnSync(
      "sh",
      ["-c", `{ ${command}; echo "ended: $?" >&2; } | true`],
      {
        cwd: join(fixtures, "site"),
        encoding: "utf8",
        env,
      },
    );

    expect([stdout, stderr]).toEqual(["", "ended: 0\n"]);
  });

  it("paints only where it is asked for or a terminal shows it [CLI-03, CLI-06, CLI-10]", () => {
    const plain = "CommandError: Nobody is there.\n";
    const painted = `\x1b[31;1m${plain.trim()}\x1b[0m\n`;

    expect(run(["greet", "nobody", "--force-color"]).stderr).toBe(painted);
    expect(run(["greet", "nobody"], { env: { FORCE_COLOR: "1" } }).stderr).toBe(painted);
    expect(
      run(["greet", "nobody"], { env: { FORCE_COLOR: "1", NO_COLOR: "1", NODE_NO_WARNINGS: "1" } })
        .stderr,
    ).toBe(plain);
    expect(run(["greet", "nobody", "--no-color"], { env: { FORCE_COLOR: "1" } }).stderr).toBe(
      plain,
    );
  });

  it("refuses a file in commands/ that exports no command", () => {
    expect(run(["notacommand"])).toMatchObject({
      status: 1,
      stderr:
        'CommandError: shelf/commands/notacommand.ts of the app "shelf" exports no command.\n' +
        "  Write: export default defineCommand({ … });\n",
    });
  });

  it("says why the command of an app cannot be loaded", () => {
    expect(wrong("broken-command", "tidy").stderr).toBe(
      'AppImportError: shelf/commands/tidy.ts of the app "shelf" could not be loaded: it throws ' +
        "ReferenceError: defineComand is not defined (shelf/commands/tidy.ts:1:1).\n" +
        "  Mend the code at that place.\n",
    );
  });
});

describe("system checks before a command", () => {
  it("stop it when there are errors [SET-37]", () => {
    expect(run(["greet", "you"], { env: { FINDING: "error" } })).toMatchObject({
      status: 1,
      stdout: "",
      stderr:
        "SystemCheckError: System check identified some issues:\n\nERRORS:\n" +
        "?: (shelf.E001) A shelf is broken.\n\tHINT: Mend it.\n\n" +
        "System check identified 1 issue (0 silenced).\n",
    });
  });

  it("only print warnings [SET-37]", () => {
    expect(run(["greet", "you"], { env: { FINDING: "warning" } })).toMatchObject({
      status: 0,
      stdout: "hello you\n",
      stderr:
        "System check identified some issues:\n\nWARNINGS:\n?: (shelf.W001) A shelf is old.\n",
    });
  });

  it("are skipped with --skip-checks, or where the command wants none [CLI-03, CLI-08]", () => {
    const env = { FINDING: "error" };

    expect(run(["greet", "you", "--skip-checks"], { env }).stdout).toBe("hello you\n");
    expect(run(["always"], { env }).stdout).toBe("done\n");
  });

  it("are those of the tags that the command names [CLI-08]", () => {
    expect(run(["tagged"], { env: { FINDING: "error" } }).stdout).toBe("done\n");
    expect(run(["tagged"], { env: { SILENCED: "", UPLOADS: "/nowhere" } })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("(files.E001)") as unknown,
    });
  });

  it("do not stop it when they are silenced [SET-40]", () => {
    const env = { FINDING: "error", SILENCED: "shelf.E001" };

    expect(run(["greet", "you"], { env })).toMatchObject({ status: 0, stdout: "hello you\n" });
  });
});

describe("check", () => {
  it("says that there is nothing [CLI-36, SET-38]", () => {
    expect(run(["check"])).toMatchObject({
      status: 0,
      stdout: "System check identified no issues (0 silenced).\n",
      stderr: "",
    });
  });

  it("fails for errors, and for what --fail-level names [CLI-36, SET-37]", () => {
    expect(run(["check"], { env: { FINDING: "error" } }).status).toBe(1);
    expect(run(["check"], { env: { FINDING: "warning" } }).status).toBe(0);
    expect(run(["check", "--fail-level=WARNING"], { env: { FINDING: "warning" } }).status).toBe(1);
  });

  it("runs the checks of a tag, of one app, and those for deployment [CLI-36]", () => {
    const env = { FINDING: "error" };

    expect(run(["check", "--tag", "files"], { env }).status).toBe(0);
    expect(run(["check", "-t", "shelves"], { env }).status).toBe(1);
    expect(run(["check", "--deploy", "-t", "insurance"]).stderr).toContain(
      "?: (shelf.W002) No insurance.",
    );
    const { stderr } = run(["check", "shelff"]);
    expect(stderr).toMatch(/^CommandError: No installed app with label 'shelff'\./u);
    expect(stderr).not.toMatch(/^\s+at /mu);
  });

  it("lists tags, and refuses one that there is not [CLI-36]", () => {
    expect(run(["check", "--list-tags"]).stdout).toMatch(/^files\n(.*\n)*shelves\n/u);
    expect(run(["check", "--list-tags"]).stdout).not.toContain("insurance");
    expect(run(["check", "--list-tags", "--deploy"]).stdout).toContain("insurance\n");
    expect(run(["check", "--tag", "shelfs"]).stderr).toMatch(
      /^CommandError: There is no system check with the "shelfs" tag\.\n {2}Did you mean "shelves"\? Tags: /u,
    );
  });

  it("prints JSON for programs [CLI-36]", () => {
    const { status, stdout } = run(["check", "--json"], { env: { FINDING: "error" } });

    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      failed: true,
      issues: [
        {
          level: "error",
          id: "shelf.E001",
          object: "?",
          message: "A shelf is broken.",
          hint: "Mend it.",
          silenced: false,
        },
      ],
    });
  });
});

describe("settings from --settings and the environment", () => {
  it("win over the project's, and name what is missing [SET-01, CLI-03]", () => {
    expect(run(["always", "--settings", "nowhere.ts"]).stderr).toContain(
      "nowhere.ts does not exist",
    );
    expect(run(["check", "--settings=../wrong-projects/no-hosts/settings.ts"]).status).toBe(0);
  });

  it("serve the command nuages outside of a project [SET-01, CLI-01]", () => {
    const cwd = join(fixtures, "..");
    const settings = "fixtures/site/settings.ts";

    expect(run(["always", "--settings", settings], { cwd, program: bin }).stdout).toBe("done\n");
    expect(
      run(["always"], { cwd, program: bin, env: { NUAGES_SETTINGS_MODULE: settings } }).stdout,
    ).toBe("done\n");
    expect(run(["runserver"], { cwd, program: bin }).status).toBe(1);
    expect(run(["check"], { cwd, program: bin })).toMatchObject({
      status: 1,
      stderr:
        "SettingsNotReady: Nothing says where the settings of this project are.\n" +
        "  Run the command through the project's manage.ts, or name the settings file with " +
        "--settings or the environment variable NUAGES_SETTINGS_MODULE.\n",
    });
  });

  it("are not needed inside a project: nuages finds its manage.ts [CLI-01]", () => {
    const cwd = join(fixtures, "site/shelf");

    expect(run(["always"], { cwd, program: bin }).stdout).toBe("done\n");
  });
});

describe("nuages", () => {
  it("says which Node it needs, where an older one runs it", () => {
    const older =
      'data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.20.2" })';
    const { status, stderr } = spawnSync(process.execPath, ["--import", older, bin, "check"], {
      encoding: "utf8",
    });

    expect(status).toBe(1);
    expect(stderr).toBe(
      "Nuages needs Node 24 or newer; this is Node 20.20.2.\n  Install a newer one: https://nodejs.org\n",
    );
  });
});

describe("wrong projects", () => {
  it.each([
    [
      "misspelt-setting",
      'UnknownSetting: "alowedHosts" is no setting (in settings.ts:3).\n' +
        '  Did you mean "allowedHosts"? A setting of your own needs a default: ' +
        "defineApp({ settings: { alowedHosts: … } }).\n",
    ],
    [
      "app-twice",
      'DuplicateApp: The app "shelf" (shelf) is listed twice in installedApps.\n' +
        "  Remove one of the two entries.\n",
    ],
    [
      "same-label",
      'DuplicateApp: Two apps have the label "shelf": shelf and other.\n' +
        "  Labels are unique, as they start the names of tables: change one in defineApp({ label }).\n",
    ],
    [
      "app-as-string",
      'InvalidApp: installedApps[0] is the string "shelf".\n' +
        '  List what defineApp() gives: import catalog from "./catalog/app.ts"; … installedApps: [catalog].\n',
    ],
    [
      "syntax-error",
      "SettingsFileError: The settings file settings.ts could not be loaded: it has a syntax error: " +
        "Expected ',', got 'ident' (settings.ts:3).\n" +
        "  Mend the syntax at that place; `npx tsc --noEmit` finds all such places.\n",
    ],
    [
      "throwing-settings",
      "SettingsFileError: The settings file settings.ts could not be loaded: it throws RangeError: " +
        "no port for https (settings.ts:2:32).\n  Mend the code at that place.\n",
    ],
    [
      "no-default-export",
      "SettingsFileError: The settings file settings.ts has no default export.\n" +
        "  Write: export default defineSettings({ … });\n",
    ],
    [
      "missing-environment",
      "InvalidEnvironment: 2 variables of the environment are missing or wrong:\n" +
        "  FIXTURE_SECRET_KEY is missing (settings.ts:4:14)\n" +
        "  FIXTURE_EMAIL_PORT is missing (settings.ts:5:18)\n" +
        "  Set them in the environment, or in a .env file that the settings read with env.load(…).\n",
    ],
    [
      "missing-app",
      "SettingsFileError: The settings file settings.ts could not be loaded: shelf/apps.ts, which " +
        "it imports, does not exist (settings.ts:1).\n" +
        '  Did you mean "app.ts"? Create the file or correct the import.\n',
    ],
    [
      "missing-package",
      "SettingsFileError: The settings file settings.ts could not be loaded: the package " +
        '"nuages-toolbar-that-is-not-there" is not installed (settings.ts:1).\n' +
        "  Run: npm install nuages-toolbar-that-is-not-there\n",
    ],
    [
      "module-circle",
      'AppImportError: shelf/models.ts of the app "shelf" could not be loaded: the class or constant ' +
        "Item is used before its module has run: the modules import each other in a circle, " +
        "shelf/describe.ts → shelf/models.ts → shelf/describe.ts (shelf/describe.ts:3:27).\n" +
        "  Relations are safe as functions, such as () => Item. A base class belongs in a file of " +
        "its own that imports none of these files.\n",
    ],
    [
      "broken-urls",
      "A module could not be loaded: it has a syntax error: Expression expected (views.ts:1).\n" +
        "  Mend the syntax at that place; `npx tsc --noEmit` finds all such places.\n",
    ],
    [
      "early-setting",
      "SettingsNotReady: The setting languageCode was read before the settings were loaded.\n" +
        "  Read it inside a function, not at the top of a module; in a script of your own, call " +
        '`await setup({ settings: () => import("./settings.ts") })` of "nuages/apps" first, or ' +
        '`configure({ … })` of "nuages/conf".\n',
    ],
  ])("%s: the message says what, where and how to mend it [ENV-14]", (project, message) => {
    expect(wrong(project, "check")).toMatchObject({ status: 1, stdout: "", stderr: message });
  });

  it("no-secret-key: stops the server outside debug [SET-03]", () => {
    expect(wrong("no-secret-key", "runserver", "--noreload", "0")).toMatchObject({
      status: 1,
      stderr:
        "MissingSetting: The secretKey setting must not be empty.\n" +
        "  It signs sessions, tokens and cookies. Make one: " +
        `node -p "crypto.randomBytes(50).toString('base64url')"\n` +
        '  Put it into the environment as SECRET_KEY and write secretKey: env("SECRET_KEY") in the settings file.\n',
    });
  });

  it("no-hosts: stops the server outside debug [DEP-05]", () => {
    expect(wrong("no-hosts", "runserver", "--noreload", "0")).toMatchObject({
      status: 1,
      stderr:
        "CommandError: You must set allowedHosts if debug is false.\n" +
        '  List the names of this site in the settings: allowedHosts: ["example.com"].\n',
    });
  });
});
